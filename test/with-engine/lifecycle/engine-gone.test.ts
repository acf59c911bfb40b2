import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Views } from '../../../src/contract/views.js';
import { type Checkout, copyCheckout } from '../fixtures/checkout.ts';
import { runSim } from '../fixtures/command.ts';
import { holdingsOf, nothing } from '../fixtures/engine.ts';
import { countEvents } from '../fixtures/engine-events.ts';
import { TestEnvironment } from '../fixtures/environment.ts';
import { Observed, shownService } from '../fixtures/observed.ts';
import { makePartImage } from '../fixtures/part-image.ts';
import { type PrivateEngine, privateEngine } from '../fixtures/private-engine.ts';
import { unique } from '../fixtures/test-run.ts';

let checkout: Checkout;
let engine: PrivateEngine;

beforeAll(async () => {
  checkout = await copyCheckout();
});
beforeEach(async () => {
  engine = await privateEngine();
  await makePartImage(engine.docker);
});
afterEach(() => engine[Symbol.asyncDispose]());
afterAll(() => checkout[Symbol.asyncDispose]());

const project = fileURLToPath(new URL('../fixtures/projects/migration/compose.yaml', import.meta.url));
const file = ['--file', project];
const onOwnEngine = (name: string) =>
  new TestEnvironment(checkout, unique(name), { DOCKER_HOST: engine.host });

test('an engine that goes while all runs makes all unknown, and its return brings all back by itself', async () => {
  await using environment = onOwnEngine('gone');
  await environment.up(...file);
  using seen = await Observed.of(environment.stateDir);
  const before = seen.current;

  await engine.stop();
  await seen.until(({ environment: { engine: now } }) => now.state === 'lost' || undefined);
  const blind = await environment.run('status');
  expect(blind.code).toBe(0);
  expect(blind.stdout).toContain('the engine does not answer');
  expect(await environment.status()).toMatchObject({ ready: false, engine: 'lost' });
  expect(new Set((await environment.status()).services.map(({ state }) => state))).toEqual(
    new Set(['unknown']),
  );
  const env = { DOCKER_HOST: engine.host };
  expect(await runSim(checkout.sim, ['ls'], { env })).toMatchObject({ code: 3 });

  await engine.start();
  expect(await environment.run('wait', '--timeout', '120')).toMatchObject({ code: 0 });
  const after = seen.current;
  const containerOf = (views: Views, name: string) => shownService(views, name)?.containers[0];
  expect(containerOf(after, 'db')?.id).toBe(containerOf(before, 'db')?.id);
  // What had done its work before is not done again.
  expect(containerOf(after, 'migrate')?.startedAt).toBe(containerOf(before, 'migrate')?.startedAt);
});

test('an engine that goes in the middle of up delays it and no more', async () => {
  await using environment = onOwnEngine('gone-in-up');
  using events = await countEvents(engine.docker, environment.name);
  const up = environment.up(...file);
  await Promise.race([events.reached(9), up]);
  await engine.stop();
  await engine.start();
  expect((await up).stdout).toContain('ready');
  expect((await environment.status()).ready).toBe(true);
});

test('down says that no engine answers instead of waiting for it, and is made good when it is back', async () => {
  await using environment = onOwnEngine('gone-in-down');
  await environment.up(...file);
  const ended = environment.controllerPid();
  await engine.stop();
  const down = await environment.run('down', '--volumes');
  expect(down.code).toBe(3);
  expect(down.stderr).toContain('the engine does not answer');
  await ended;
  await engine.start();
  expect(await environment.run('down', '--volumes')).toMatchObject({ code: 0 });
  expect(await holdingsOf(engine.docker, environment)).toEqual(nothing);
});
