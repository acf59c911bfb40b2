import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { environmentLabel } from '../../../src/environment/environment.js';
import type { TestEnvironment } from '../fixtures/environment.ts';
import { Observed } from '../fixtures/observed.ts';
import { partImage } from '../fixtures/part-image.ts';
import { sharedByTests } from '../fixtures/shared.ts';
import { serviceOf } from '../fixtures/status.ts';
import { testRun } from '../fixtures/test-run.ts';

const shared = sharedByTests();
// Other runs at the same time have other ones.
const wide = `10.231.${Number.parseInt(testRun.slice(0, 2), 16)}`;
const narrow = `10.232.${Number.parseInt(testRun.slice(0, 2), 16)}`;

async function fileOf(services: object, networks: object = {}): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sim-networks-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const entries = Object.entries(services).map(([name, own]) => [name, { image: partImage, ...own }]);
  const text = JSON.stringify({ services: Object.fromEntries(entries), networks });
  await writeFile(join(folder, 'compose.yaml'), text);
  return ['--file', folder];
}

/** The networks of a container, with its addresses there. */
async function placesOf({ name }: TestEnvironment, service: string): Promise<Record<string, string>> {
  const info = await shared.docker.getContainer(`sim-${name}-${service}-1`).inspect();
  const networks = Object.entries(info.NetworkSettings.Networks);
  return Object.fromEntries(
    networks.map(([network, { IPAddress }]) => [network.split('_').at(-1), IPAddress]),
  );
}

/** Resolves when the controller hears from the agent. */
async function agentSeen({ stateDir }: TestEnvironment): Promise<void> {
  using seen = await Observed.of(stateDir);
  await seen.until(({ environment: { agent } }) => agent.state === 'connected' || undefined);
}

test('a service gets the address that it asks for, however late it starts and whoever was there before', async () => {
  const environment = shared.environmentNamed('fixed-address');
  const file = await fileOf(
    {
      db: {
        healthcheck: { test: ['CMD', '/part', 'health'], interval: '1s', start_period: '5s' },
        networks: ['inner'],
      },
      app: {
        depends_on: { db: { condition: 'service_healthy' } },
        networks: { inner: { ipv4_address: `${wide}.3` } },
      },
    },
    { inner: { ipam: { config: [{ subnet: `${wide}.0/24` }] } } },
  );
  await environment.up(...file);
  await agentSeen(environment);
  expect(await placesOf(environment, 'app')).toEqual({ inner: `${wide}.3` });
  expect(await placesOf(environment, 'db')).toEqual({ inner: `${wide}.2` });
  expect(await placesOf(environment, 'sim-agent')).toEqual({ inner: `${wide}.254` });
});

test('who has the address that a service asks for is told where it is one of the user', async () => {
  const environment = shared.environmentNamed('taken-address');
  const file = await fileOf(
    {
      first: { networks: ['inner'] },
      app: { depends_on: ['first'], networks: { inner: { ipv4_address: `${wide}.2` } } },
    },
    { inner: { ipam: { config: [{ subnet: `${wide}.0/24` }] } } },
  );
  expect((await environment.run('up', '--detach', '--wait', ...file)).code).toBe(1);
  const { cause } = serviceOf(await environment.status(), 'app');
  expect(cause).toContain(
    `Address already in use: sim-${environment.name}-first-1 has ${wide}.2 on network sim-${environment.name}_inner`,
  );
});

test('a network of one address is left to the service, and why traffic is not seen is told', async () => {
  const environment = shared.environmentNamed('one-address');
  const network = { tiny: { ipam: { config: [{ subnet: `${narrow}.0/30` }] } } };
  await environment.up(...(await fileOf({ app: { networks: ['tiny'] } }, network)));
  expect(await placesOf(environment, 'app')).toEqual({ tiny: `${narrow}.2` });
  const why = "the agent stays off network 'tiny' (it has no address left)";
  expect(await environment.status()).toMatchObject({ ready: true, agent: 'lost', agentDetail: why });
  for (const command of [['why', 'sim-agent'], ['status'], ['topology']]) {
    const [word = '', ...more] = command;
    expect((await environment.run(word, ...more)).stdout).toContain(`blind to traffic: ${why}`);
  }
});

test('spans come in from networks that lead nowhere, and nobody gets out by that', async () => {
  const environment = shared.environmentNamed('no-way-out');
  await environment.up(...(await fileOf({ app: {} }, { default: { internal: true } })));
  await agentSeen(environment);
  const places = await placesOf(environment, 'sim-agent');
  expect(Object.keys(places).sort()).toEqual(['default', 'sim-agent']);
  expect(Object.keys(await placesOf(environment, 'app'))).toEqual(['default']);

  using seen = await Observed.of(environment.stateDir);
  const at = BigInt(Date.now()) * 1_000_000n;
  const span = {
    ...{ traceId: '5b8efff798038103d269b633813fc60c', spanId: 'eee19b7ec3c1b174', name: 'GET /', kind: 2 },
    ...{ startTimeUnixNano: `${at}`, endTimeUnixNano: `${at + 1_000_000n}` },
  };
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'app' } }] };
  const answer = await fetch(`http://${places.default}:4318/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] }),
  });
  expect(answer.status).toBe(200);
  await seen.until(({ topology: { nodes } }) =>
    nodes.find(({ name, rates }) => name === 'app' && rates !== null),
  );
});

test('where no service is on a network of the environment none is made', async () => {
  const environment = shared.environmentNamed('no-network');
  await environment.up(
    ...(await fileOf({
      alone: { network_mode: 'none' },
      beside: { network_mode: 'service:alone', command: ['dial'] },
    })),
  );
  const status = await environment.status();
  expect(serviceOf(status, 'alone')).toMatchObject({ state: 'ready' });
  expect(status).toMatchObject({
    agent: 'lost',
    agentDetail: 'no service is on a network of this environment',
  });
  const filters = { label: [`${environmentLabel}=${environment.name}`] };
  expect(await shared.docker.listNetworks({ filters })).toEqual([]);
});
