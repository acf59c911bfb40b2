import { expect, test } from 'vitest';
import { overrideFile } from '../../src/environment/override-file.js';
import { resolveEnvironment } from '../../src/environment/resolve.js';
import { type Part, rootFile, withoutIncluded } from '../../src/environment/root-file.js';
import { inputFor } from './declare.js';

test('the root file includes each part by absolute paths that Compose takes literally', () => {
  expect(rootFile('shop', [{ directory: '/my $tacks/app', files: ['/my $tacks/app/compose.yaml'] }])).toBe(
    `name: sim-shop
include:
  - path:
      - "/my $$tacks/app/compose.yaml"
    project_directory: "/my $$tacks/app"
`,
  );
});

test('a part that another one includes is not included twice', () => {
  const part = (name: string): Part => ({ directory: `/${name}`, files: [`/${name}/compose.yaml`] });
  const [app, postgres, redis] = [part('app'), part('postgres'), part('redis')];
  const included = new Map<Part, ReadonlySet<string>>([
    [app, new Set(['/app/compose.yaml', '/postgres/compose.yaml'])],
  ]);
  const needed = withoutIncluded([app, postgres, redis], (one) => included.get(one) ?? new Set());
  expect(needed).toEqual([app, redis]);
});

test('of two parts that include each other one is kept, so that Compose can tell of the circle', () => {
  const [one, two] = ['one', 'two'].map((name) => ({ directory: `/${name}`, files: [`/${name}.yaml`] }));
  const all = new Set(['/one.yaml', '/two.yaml']);
  expect(
    withoutIncluded(
      [one, two].filter((part) => part !== undefined),
      () => all,
    ),
  ).toEqual([two]);
});

const text = `services:
  catalog:
    build: {context: /project/src, dockerfile: Dockerfile}
    command: [serve]
    user: nobody
    ports: [{target: 8080, published: "8080", protocol: tcp}]
    x-sim: {go: ../../src/catalog}
  redis: {image: "redis:8.0.1"}
networks: {default: {}, back: {}, foreign: {external: true}}
volumes: {data: null, theirs: {external: true}}
`;
const override = (images: Record<string, string>, user = 'nobody') => {
  const input = inputFor(text.replace('user: nobody', `user: ${user}`));
  return overrideFile({
    environment: resolveEnvironment(input),
    project: input.project,
    images,
    agentToken: 'secret',
  });
};

test('the override runs Go services by the runner, moves images and ports, and adds the agent', async () => {
  const images = { catalog: 'sim.local/runtime:1', redis: 'sim.local/redis:8', 'sim-agent': 'agent:1' };
  await expect(override(images)).toMatchFileSnapshot('override.expected.yaml');
});

test('the agent has a network of its own where the others are closed, and a service remembers what moved', () => {
  const closed = text.replace('networks: {default: {}', 'networks: {default: {internal: true}');
  const input = inputFor(closed, {
    moved: [
      {
        service: 'catalog',
        target: 8080,
        protocol: 'tcp',
        hostIp: '127.0.0.1',
        beyond: undefined,
        from: 80,
        to: 8080,
      },
    ],
  });
  const environment = resolveEnvironment(input);
  const written = overrideFile({ environment, project: input.project, images: {}, agentToken: 'secret' });
  expect(written).toContain('networks:\n      default: {}\n      sim-agent: {}\n');
  expect(written).toContain('sysctls:\n      net.ipv4.ip_forward: "0"\n');
  expect(written).toMatch(/\n {2}sim-agent:\n {4}labels:\n {6}dev.sim.environment: shop\n/);
  expect(written).toContain('dev.sim.moved-ports: "80>127.0.0.1:8080/tcp"');
});

test('where no service is on a network the agent is on none, and none is made for it', () => {
  const input = inputFor('services: {a: {image: x, network_mode: host}}\n');
  const environment = resolveEnvironment(input);
  const written = overrideFile({ environment, project: input.project, images: {}, agentToken: 'secret' });
  expect(written).toContain('network_mode: none');
  expect(written).toContain('\nnetworks: {}\n');
});

test('an image that is used as declared is not overridden', () => {
  expect(override({ redis: 'redis:8.0.1' })).not.toContain('redis:8.0.1');
});

test('a numeric user of a Go service stays, so that it still owns its volumes', () => {
  expect(override({}, '"1000:1000"')).not.toContain('user:');
  expect(override({})).toContain('user: !reset null');
});

test('without watching a Go service runs as its own image', () => {
  const input = inputFor(text, { watch: false });
  const written = overrideFile({
    environment: resolveEnvironment(input),
    project: input.project,
    images: {},
    agentToken: 'secret',
  });
  expect(written).not.toContain('/sim/runner');
});
