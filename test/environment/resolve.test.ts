import { expect, test } from 'vitest';
import { withScales } from '../../src/environment/compose-project.js';
import { overrideFile } from '../../src/environment/override-file.js';
import { resolveEnvironment } from '../../src/environment/resolve.js';
import { inputFor, refusal, stackSource } from './declare.js';

const shop = `services:
  catalog:
    build: {context: /project/src, dockerfile: Dockerfile}
    expose: ["8080"]
    depends_on:
      postgres: {condition: service_healthy, required: true}
      tracing: {condition: service_started, required: false}
    x-sim: {go: ../../src/catalog}
  worker:
    build: {context: /project/src, dockerfile: Dockerfile}
    x-sim: {kind: worker, go: ../../src/worker}
  postgres:
    image: postgres:17.2
    healthcheck: {test: [CMD, pg_isready]}
    ports: [{target: 5432, published: "5432", protocol: tcp, mode: ingress}]
`;

test('a service tells its stack, image, dependencies, ports and health check', () => {
  const { services } = resolveEnvironment(inputFor(shop));
  expect(services.postgres).toEqual({
    name: 'postgres',
    stack: 'app',
    kind: 'database',
    image: 'postgres:17.2',
    built: false,
    dependsOn: [],
    hasHealthCheck: true,
    ports: [{ hostIp: '127.0.0.1', published: 5432, target: 5432, protocol: 'tcp' }],
    open: [],
    background: false,
    go: undefined,
    port: 5432,
    internal: false,
    startsThroughCompose: false,
    stopsThroughCompose: false,
    networks: [],
    networkOf: undefined,
    configuration: [],
    composeWatch: false,
    oneShot: false,
    replicas: 1,
  });
});

test('paths of source are shown from the checkout, and elsewhere from the repository or the folder of the project', () => {
  const rootFor = (directory: string, repository?: string) =>
    resolveEnvironment({
      ...inputFor(shop),
      ...{ root: '/project', directory },
      isDirectory: (path) => !path.endsWith('/.git') || path === `${repository}/.git`,
    }).root;
  expect(rootFor('/project')).toBe('/project');
  expect(rootFor('/project/stacks/app', '/project/stacks')).toBe('/project');
  expect(rootFor('/home/shop/deploy', '/home/shop')).toBe('/home/shop');
  expect(rootFor('/home/shop/deploy')).toBe('/home/shop/deploy');
});

test('an optional dependency that is not part of the environment is forgotten', () => {
  const { services } = resolveEnvironment(inputFor(shop));
  expect(services.catalog?.dependsOn).toEqual([
    { service: 'postgres', condition: 'service_healthy', required: true, restart: false },
  ]);
});

test('a Go service hands over by HTTP where it has a port, and restarts where it has none', () => {
  const { services } = resolveEnvironment(inputFor(shop));
  expect([services.catalog?.go?.handoff, services.worker?.go?.handoff]).toEqual(['http', 'restart']);
  expect(services.catalog?.hasHealthCheck).toBe(true);
});

test('without watching nothing is hot-rebuilt, and what a service is for stays the same', () => {
  const { services } = resolveEnvironment(inputFor(shop, { watch: false }));
  expect(services.catalog).toMatchObject({ go: undefined, built: true, kind: 'service' });
  expect(services.catalog?.hasHealthCheck).toBe(false);
});

test('a missing Dockerfile or build context is refused for services that are built, not for hot-rebuilt ones', () => {
  const missing = { isFile: () => false };
  expect(resolveEnvironment(inputFor(shop, missing)).services.catalog?.go).toBeDefined();
  const error = refusal(inputFor(shop, { ...missing, watch: false }));
  expect(error.message).toBe(
    "stacks/app/compose.yaml:3:36: the Dockerfile of service 'catalog' does not exist: src/Dockerfile",
  );
  const text = 'services:\n  a:\n    build: {context: /project/nowhere}\n';
  const context = refusal(inputFor(text, { isDirectory: () => false }));
  expect(context.message).toBe(
    "stacks/app/compose.yaml:3:13: the build context of service 'a' does not exist: nowhere",
  );
});

test('build contexts on other machines and inline Dockerfiles are not looked for', () => {
  const nothing = { isDirectory: () => false, isFile: () => false };
  const remote = 'services:\n  a: {build: {context: "https://git.example/a.git"}}\n';
  expect(resolveEnvironment(inputFor(remote, nothing)).services.a?.built).toBe(true);
  const inline = 'services:\n  a: {build: {context: /project, dockerfile_inline: "FROM x"}}\n';
  expect(resolveEnvironment(inputFor(inline, { isFile: () => false })).services.a?.built).toBe(true);
});

test('two services that publish the same port are refused, naming both places', () => {
  const text = `services:
  a: {image: a, ports: [{target: 80, published: "8080"}]}
  b: {image: b, ports: [{target: 80, published: "8080"}]}
`;
  const error = refusal(inputFor(text));
  expect(error.message).toBe("stacks/app/compose.yaml:3:25: services 'a' and 'b' both publish port 8080");
  expect(error.hint).toContain('stacks/app/compose.yaml:2:25');
});

test.each(['deploy: {replicas: 3}', 'scale: 3'])(
  'a service is as many containers as are declared, or as somebody asks for: %s',
  (words) => {
    const input = inputFor(`services:\n  a: {image: a, ${words}}\n`);
    expect(resolveEnvironment(input).services.a?.replicas).toBe(3);
    const project = withScales(input.project, { a: 5 });
    const environment = resolveEnvironment({ ...input, project });
    expect(environment.services.a?.replicas).toBe(5);
    const override = overrideFile({ environment, project, images: {}, agentToken: 't' });
    expect(override).toContain(words.startsWith('scale') ? 'scale: 5' : 'replicas: 5');
  },
);

test.each([
  ['every address and one of them', '', ', host_ip: 10.1.2.3', '8080'],
  ['one address beyond loopback', ', host_ip: 10.1.2.3', ', host_ip: 10.1.2.3', '10.1.2.3:8080'],
  ['one address of IPv6', ', host_ip: "::1"', ', host_ip: "::1"', '[::1]:8080'],
  ['udp', ', protocol: udp', ', protocol: udp', '8080/udp'],
])('the same port twice is refused as declared: %s', (_, one, other, told) => {
  const text = `services:
  a: {image: a, ports: [{target: 80, published: "8080"${one}}]}
  b: {image: b, ports: [{target: 80, published: "8080"${other}}]}
`;
  const error = refusal(inputFor(text));
  expect(error.message).toBe(`stacks/app/compose.yaml:3:25: services 'a' and 'b' both publish port ${told}`);
  expect(error.hint).toContain('stacks/app/compose.yaml:2:25');
});

test('one service that publishes the same port twice is refused as the engine would refuse it', () => {
  const text = `services:
  a:
    image: a
    ports:
      - {target: 80, published: "8080"}
      - {target: 81, published: "8080"}
`;
  const error = refusal(inputFor(text));
  expect(error.message).toBe("stacks/app/compose.yaml:6:9: service 'a' publishes port 8080 twice");
  expect(error.hint).toContain('the other one is at stacks/app/compose.yaml:5:9');
});

test('one service may say the same port twice', () => {
  const port = '{target: 80, published: "8080"}';
  const { a } = resolveEnvironment(
    inputFor(`services: {a: {image: a, ports: [${port}, ${port}]}}\n`),
  ).services;
  expect(a?.ports).toHaveLength(1);
});

test.each([
  ['two addresses', 'host_ip: 127.0.0.1', 'host_ip: 10.1.2.3'],
  ['two addresses of loopback', 'host_ip: 127.0.0.1', 'host_ip: 127.0.0.2'],
  ['both families', 'host_ip: 0.0.0.0', 'host_ip: "::"'],
])('one port number on %s is no conflict', (_, one, other) => {
  const text = `services:
  a: {image: a, ports: [{target: 80, published: "8080", ${one}}]}
  b: {image: b, ports: [{target: 80, published: "8080", ${other}}]}
`;
  expect(Object.keys(resolveEnvironment(inputFor(text)).services)).toEqual(['a', 'b', 'sim-agent']);
});

test('the same port for TCP and UDP is no conflict', () => {
  const text = `services:
  a: {image: a, ports: [{target: 53, published: "53", protocol: udp}]}
  b: {image: b, ports: [{target: 53, published: "53", protocol: tcp}]}
`;
  expect(Object.keys(resolveEnvironment(inputFor(text)).services)).toEqual(['a', 'b', 'sim-agent']);
});

test.each([
  ['configs', 'configs: [{source: c}]'],
  ['secrets', 'secrets: [{source: s}]'],
  ['post_start', 'post_start: [{command: [a]}]'],
  ['provider', 'provider: {type: x}'],
])('a service with %s starts through Compose', (_, line) => {
  const { services } = resolveEnvironment(inputFor(`services:\n  a:\n    image: x\n    ${line}\n`));
  expect(services.a?.startsThroughCompose).toBe(true);
});

test.each([
  ['{disable: true, test: [CMD, x]}', false],
  ['{test: [NONE]}', false],
  ['{interval: 5s}', false],
  ['{test: [CMD-SHELL, x]}', true],
])('health check %s counts as declared: %s', (healthcheck, declared) => {
  const { services } = resolveEnvironment(
    inputFor(`services:\n  a: {image: x, healthcheck: ${healthcheck}}\n`),
  );
  expect(services.a?.hasHealthCheck).toBe(declared);
});

test('each service belongs to the stack whose file declares it', () => {
  const text = 'services:\n  a: {image: a}\n  redis: {image: "redis:8"}\n';
  const sources = [
    stackSource('app', 'include: [../redis/compose.yaml]\nservices:\n  a: {image: a}\n'),
    stackSource('redis', 'services:\n  redis: {image: "redis:8"}\n'),
  ];
  const { services } = resolveEnvironment(inputFor(text, { sources }));
  expect([services.a?.stack, services.redis?.stack]).toEqual(['app', 'redis']);
});

test("the agent's name is refused for a service of the user", () => {
  const error = refusal(inputFor('services:\n  sim-agent: {image: x}\n'));
  expect(error.message).toBe(
    "stacks/app/compose.yaml:2:3: the service name 'sim-agent' is taken by Sim itself",
  );
});

test('the agent is part of every environment, internal and never waited for', () => {
  const agent = resolveEnvironment(inputFor('services: {a: {image: x}}\n')).services['sim-agent'];
  expect(agent).toMatchObject({ internal: true, background: true, image: undefined });
});
