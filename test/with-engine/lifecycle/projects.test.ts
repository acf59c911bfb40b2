import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { runSim } from '../fixtures/command.ts';
import type { TestEnvironment } from '../fixtures/environment.ts';
import { get } from '../fixtures/load.ts';
import { finishedAt, firstHealths, startedAt } from '../fixtures/run-times.ts';
import { sharedByTests } from '../fixtures/shared.ts';
import { serviceOf, urlOf } from '../fixtures/status.ts';

const projects = fileURLToPath(new URL('../fixtures/projects/', import.meta.url));
const shared = sharedByTests();

/** An environment of one of the projects; what it leaves after `down` is checked each time. */
function project(name: string): TestEnvironment {
  return shared.environmentNamed(`p-${name}`);
}

const file = (name: string) => ['--file', join(projects, name)];

test('a web service starts after its database is healthy, and answers at the address that status shows', async () => {
  const environment = project('web-database');
  using healths = await firstHealths(shared.docker, environment);
  await environment.up(...file('web-database'));
  const status = await environment.status();
  expect(status).toMatchObject({ ready: true });
  expect(serviceOf(status, 'db')).toMatchObject({ kind: 'database', state: 'ready', health: 'healthy' });
  expect(await startedAt(shared.docker, status, 'web')).toBeGreaterThanOrEqual(await healths.of('db'));
  expect(await get(urlOf(status, 'web'))).toBe('guestbook');
});

test('workers start when their queue is healthy, and reach it by its name', async () => {
  const environment = project('queue-worker');
  using healths = await firstHealths(shared.docker, environment);
  await environment.up(...file('queue-worker'));
  const status = await environment.status();
  expect(status.services.map(({ name, state }) => [name, state])).toEqual(
    expect.arrayContaining([
      ['queue', 'ready'],
      ['worker', 'ready'],
      ['worker-slow', 'ready'],
    ]),
  );
  const healthy = await healths.of('queue');
  for (const worker of ['worker', 'worker-slow']) {
    expect(await startedAt(shared.docker, status, worker)).toBeGreaterThanOrEqual(healthy);
    expect((await environment.run('logs', worker)).stdout).toContain('reached queue:6379');
  }
});

test('a one-shot service that ends with 0 is done, counts as ready, and releases what waits for it', async () => {
  const environment = project('migration');
  using healths = await firstHealths(shared.docker, environment);
  await environment.up(...file('migration'));
  const status = await environment.status();
  expect(serviceOf(status, 'migrate')).toMatchObject({
    state: 'done',
    ready: true,
    containers: [{ exitCode: 0, restarts: 0 }],
  });
  expect(status.services.map(({ name }) => name)).not.toContain('cache');
  expect(await startedAt(shared.docker, status, 'migrate')).toBeGreaterThanOrEqual(await healths.of('db'));
  expect(await startedAt(shared.docker, status, 'api')).toBeGreaterThanOrEqual(
    await finishedAt(shared.docker, status, 'migrate'),
  );
});

test('a profile adds its services, and only where it is named', async () => {
  const environment = project('profiles');
  await environment.up(...file('profiles'));
  expect((await environment.status()).services.map(({ name }) => name)).toEqual(['app']);
  await environment.up(...file('profiles'), '--profile', 'debug');
  expect(await get(urlOf(await environment.status(), 'console'))).toBe('console');
});

test('configs and secrets are inside the containers that name them', async () => {
  const environment = project('configs-secrets');
  await environment.up(...file('configs-secrets'));
  const status = await environment.status();
  expect(await get(urlOf(status, 'proxy'))).toBe('upstream api:8080 for $host\n');
  expect(await get(urlOf(status, 'api'))).toBe('not-very-secret\n');
});

test('a service is built with its arguments, and again when they change', async () => {
  const environment = project('build-args');
  onTestFinished(async () => {
    await shared.docker.getImage(`sim-${environment.name}-site`).remove({ force: true });
  });
  await environment.up(...file('build-args'));
  expect(await get(urlOf(await environment.status(), 'site'))).toBe('version dev');
  await environment.run('down');
  const again = await runSim(
    shared.checkout.sim,
    ['up', '-d', '--wait', ...file('build-args'), '--name', environment.name],
    {
      env: { VERSION: '2' },
    },
  );
  expect(again.code).toBe(0);
  expect(await get(urlOf(await environment.status(), 'site'))).toBe('version 2');
});

test('services of several networks reach what shares one with them', async () => {
  const environment = project('networks');
  await environment.up(...file('networks'));
  expect((await environment.status()).ready).toBe(true);
  expect((await environment.run('logs', 'edge')).stdout).toContain('reached backend-for-edge:8080');
  const sidecar = (await environment.run('logs', 'sidecar')).stdout;
  expect(sidecar).toContain('reached 127.0.0.1:8080');
  expect(sidecar).toContain('reached store:6379');
});

test('each service of a chain starts the moment that the one before it is healthy', async () => {
  const environment = project('chain');
  using healths = await firstHealths(shared.docker, environment);
  await environment.up(...file('chain'));
  const status = await environment.status();
  const names = ['first', 'second', 'third', 'fourth'];
  for (const [index, name] of names.slice(1).entries()) {
    const healthy = await healths.of(names[index] ?? '');
    const gapMs = (await startedAt(shared.docker, status, name)) - healthy;
    console.log(`chain: ${name} started ${gapMs} ms after ${names[index]} was healthy`);
    expect(gapMs).toBeGreaterThanOrEqual(0);
    expect(gapMs).toBeLessThan(4000);
  }
});

test('a service that fails shows its exit code and its last lines, and what waits for it says so', async () => {
  const environment = project('failing');
  const up = await environment.run('up', '--detach', '--wait', ...file('failing'));
  expect(up.code).toBe(1);
  const status = await environment.status();
  expect(status.ready).toBe(false);
  expect(serviceOf(status, 'fine')).toMatchObject({ ready: true });
  expect(serviceOf(status, 'broken')).toMatchObject({
    state: 'failed',
    cause: "ended with 7; last said 'no such table: orders'",
    evidence: ['reading settings', 'no such table: orders'],
    containers: [{ exitCode: 7 }],
  });
  expect(serviceOf(status, 'dependent')).toMatchObject({
    state: 'waiting',
    cause: 'waits for broken to finish, which ended with 7',
  });
  expect(up.stdout).toContain('no such table: orders');
});

test('a volume or network that the engine refuses fails those who ask for it, and nobody else', async () => {
  const environment = project('refused-resource');
  expect(await environment.run('up', '-d', '--wait', ...file('refused-resource'))).toMatchObject({
    code: 1,
  });
  const { services } = await environment.status();
  expect(
    Object.fromEntries(services.map(({ name, state, cause }) => [name, `${state} ${cause ?? ''}`])),
  ).toMatchObject({
    plain: 'ready ',
    after: 'ready ',
    stores: expect.stringMatching(/^failed .*invalid option: "nonsense"/),
    joins: expect.stringMatching(/^failed .*enable_icc/),
  });
});

test('the folder that a project lies in may have blanks and any letters in its name', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sim ünïcode $HOME '));
  onTestFinished(() => rm(folder, { recursive: true }));
  await cp(join(projects, 'configs-secrets'), folder, { recursive: true });
  const environment = project('blanks');
  await environment.up('--file', join(folder, 'compose.yaml'));
  expect(await get(urlOf(await environment.status(), 'api'))).toBe('not-very-secret\n');
});
