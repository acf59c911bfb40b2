import { fileURLToPath } from 'node:url';
import type Docker from 'dockerode';
import { beforeAll, describe, expect, test } from 'vitest';
import { agentService } from '../../../src/environment/environment.js';
import type { CommandResult } from '../fixtures/command.ts';
import { foreignContainer, holdingsOf, nothing } from '../fixtures/engine.ts';
import { countEvents } from '../fixtures/engine-events.ts';
import { TestEnvironment } from '../fixtures/environment.ts';
import { Observed } from '../fixtures/observed.ts';
import { partImage } from '../fixtures/part-image.ts';
import { processEnd } from '../fixtures/process-end.ts';
import { sharedByTests } from '../fixtures/shared.ts';
import { unique } from '../fixtures/test-run.ts';
import { client, controller, mainProcess, shimOf, type Victim } from '../fixtures/victims.ts';

const shared = sharedByTests();
let foreign: Docker.Container;

beforeAll(async () => {
  foreign = shared.resources.use(
    await foreignContainer(shared.docker, partImage, { command: ['/part', 'serve'] }),
  );
});

const projectFile = (name: string) => [
  '--file',
  fileURLToPath(new URL(`../fixtures/projects/${name}/compose.yaml`, import.meta.url)),
];
/** Four containers, one of which is the agent. */
const migration = projectFile('migration');
/** A hot-rebuilt service and the agent. */
const goService = projectFile('go-service');

// Moments are counted in what the engine reports, so that they lie all over the way and are the same each time. Several at
// once: most of the time they wait for health checks and for processes to end.
describe.concurrent('the next up makes good, and down then leaves nothing, when', () => {
  test.each<[string, number, Victim]>([
    ...[1, 2, 4, 7, 11, 16].map((moment): [string, number, Victim] => ['controller', moment, controller]),
    ...[3, 6, 9].map((moment): [string, number, Victim] => ['command', moment, client]),
    ['shim-of-db', 12, shimOf('db')],
  ])('its %s is killed by event %i of up', async (what, moment, victim) => {
    await using environment = new TestEnvironment(shared.checkout, unique(`killed-up-${what}-${moment}`));
    await killAt(environment, { victim, moment }, () => environment.run('up', '-d', '--wait', ...migration));
    await comesUpAndGoes(environment, migration, 4);
  });

  test.each<[string, number, Victim]>([
    ...[1, 3, 6, 8, 10].map((moment): [string, number, Victim] => ['controller', moment, controller]),
    ['command', 2, client],
  ])('its %s is killed by event %i of down', async (what, moment, victim) => {
    await using environment = new TestEnvironment(shared.checkout, unique(`killed-down-${what}-${moment}`));
    await environment.up(...migration);
    await killAt(environment, { victim, moment }, () => environment.run('down', '--volumes'));
    await comesUpAndGoes(environment, migration, 4);
  });

  test.each<[string, Victim]>([
    ['runner', mainProcess('hello')],
    ['shim-of-go-service', shimOf('hello')],
    ['agent', mainProcess(agentService)],
    ['shim-of-agent', shimOf(agentService)],
  ])('its %s is killed while all runs', async (what, victim) => {
    await using environment = new TestEnvironment(shared.checkout, unique(`killed-${what}`));
    await environment.up(...goService);
    await untilAllRuns(environment);
    await kill(environment, victim);
    await comesUpAndGoes(environment, goService, 2);
  });
});

test('what a controller left that was killed at a moment of up is all found by down', async () => {
  await using environment = new TestEnvironment(shared.checkout, unique('killed-then-down'));
  await killAt(environment, { victim: controller, moment: 5 }, () =>
    environment.run('up', '-d', '--wait', ...migration),
  );
  expect(await environment.run('down', '--volumes')).toMatchObject({ code: 0 });
  expect(await holdingsOf(shared.docker, environment)).toEqual(nothing);
});

async function killAt(
  environment: TestEnvironment,
  { victim, moment }: { readonly victim: Victim; readonly moment: number },
  act: () => Promise<CommandResult>,
): Promise<void> {
  using events = await countEvents(shared.docker, environment.name);
  const acting = act();
  await Promise.race([events.reached(moment), acting]);
  await kill(environment, victim);
  await acting;
}

/** SIGKILL; throws where there is nobody to kill, because then nothing was tried. */
async function kill(environment: TestEnvironment, victim: Victim): Promise<void> {
  const pids = await victim(shared.docker, environment);
  expect(pids).not.toEqual([]);
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  await Promise.all(pids.map(processEnd));
}

/** The agent too, for which `up` does not wait. */
async function untilAllRuns(environment: TestEnvironment): Promise<void> {
  using seen = await Observed.of(environment.stateDir);
  await seen.until(
    ({ status: { services, parts } }) =>
      [...services, ...parts].every(({ containers: [container] }) => container?.status === 'running') ||
      undefined,
  );
}

async function comesUpAndGoes(
  environment: TestEnvironment,
  file: readonly string[],
  containers: number,
): Promise<void> {
  await environment.up(...file);
  expect((await environment.status()).ready).toBe(true);
  expect((await holdingsOf(shared.docker, environment)).containers).toHaveLength(containers);
  expect(await environment.run('down', '--volumes')).toMatchObject({ code: 0 });
  expect(await holdingsOf(shared.docker, environment)).toEqual(nothing);
  expect((await foreign.inspect()).State.Running).toBe(true);
}
