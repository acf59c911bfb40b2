import { fileURLToPath } from 'node:url';
import type Docker from 'dockerode';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Checkout, copyCheckout } from '../fixtures/checkout.ts';
import type { CommandResult } from '../fixtures/command.ts';
import { foreignContainer, holdingsOf, nothing, testEngine } from '../fixtures/engine.ts';
import { countEvents } from '../fixtures/engine-events.ts';
import { TestEnvironment } from '../fixtures/environment.ts';
import { makePartImage, partImage } from '../fixtures/part-image.ts';
import { processEnd } from '../fixtures/process-end.ts';

const resources = new AsyncDisposableStack();
let docker: Docker;
let checkout: Checkout;
let foreign: Docker.Container;

beforeAll(async () => {
  docker = await testEngine();
  resources.use(await makePartImage(docker));
  checkout = resources.use(await copyCheckout());
  foreign = resources.use(await foreignContainer(docker, partImage, { command: ['/part', 'serve'] }));
});
afterAll(() => resources.disposeAsync());

const project = fileURLToPath(new URL('../fixtures/projects/migration/compose.yaml', import.meta.url));
const file = ['--file', project];

// Moments are counted in what the engine reports, so that they lie all over the way and are the same each time.
test.each([1, 2, 4, 7, 11, 16])(
  'a controller killed at event %i of up is made good by the next up',
  async (moment) => {
    await using environment = new TestEnvironment(checkout, `killed-up-${moment}`);
    await killAt(environment, moment, () => environment.run('up', '--detach', '--wait', ...file));
    await comesUpAndGoes(environment);
  },
);

test.each([1, 3, 6, 10])(
  'a controller killed at event %i of down is made good by the next up',
  async (moment) => {
    await using environment = new TestEnvironment(checkout, `killed-down-${moment}`);
    await environment.up(...file);
    await killAt(environment, moment, () => environment.run('down', '--volumes'));
    await comesUpAndGoes(environment);
  },
);

test('what a controller left that was killed at a moment of up is all found by down', async () => {
  await using environment = new TestEnvironment(checkout, 'killed-then-down');
  await killAt(environment, 5, () => environment.run('up', '--detach', '--wait', ...file));
  expect(await environment.run('down', '--volumes')).toMatchObject({ code: 0 });
  expect(await holdingsOf(docker, environment.name)).toEqual(nothing);
});

async function killAt(
  environment: TestEnvironment,
  moment: number,
  act: () => Promise<CommandResult>,
): Promise<'killed' | 'ended before'> {
  using events = await countEvents(docker, environment.name);
  const acting = act();
  await Promise.race([events.reached(moment), acting]);
  const pid = await environment.controllerPid().catch(() => undefined);
  if (pid !== undefined) {
    process.kill(pid, 'SIGKILL');
    await processEnd(pid);
  }
  await acting;
  return pid === undefined ? 'ended before' : 'killed';
}

async function comesUpAndGoes(environment: TestEnvironment): Promise<void> {
  await environment.up(...file);
  expect((await environment.status()).ready).toBe(true);
  expect((await holdingsOf(docker, environment.name)).containers).toHaveLength(4);
  expect(await environment.run('down', '--volumes')).toMatchObject({ code: 0 });
  expect(await holdingsOf(docker, environment.name)).toEqual(nothing);
  expect((await foreign.inspect()).State.Running).toBe(true);
}
