import { expect, test } from 'vitest';
import { findController } from '../../src/adapters/controller/connect.js';
import { endController } from '../../src/adapters/controller/end.js';
import { endOther } from '../../src/cli/end-other.js';
import { type StandIn, standIn } from './stand-in.js';

const never = new AbortController().signal;

/** Makes way for a `down`; resolves with what the user reads meanwhile. */
async function makeWay({ stateDir }: StandIn, signal = never): Promise<readonly string[]> {
  const controller = await findController(stateDir);
  if (controller === undefined) throw new Error('nobody listens');
  const said: string[] = [];
  await endOther(controller, {
    ...{ name: 'old', stateDir, volumes: true, signal, patience: { downMs: 300, endMs: 300 } },
    again: 'bin/sim down --name old',
    say: (line) => said.push(line),
  });
  return said;
}

test('a controller of another version that goes down by itself is let go', async () => {
  await using other = await standIn('goes');
  expect(await makeWay(other)).toEqual([
    "the controller of 'old' runs another version of Sim and takes it down itself",
  ]);
  expect(await other.ended).toBeNull();
});

test('one that does not understand the wish is ended at once, and why is said', async () => {
  await using other = await standIn('refuses');
  expect(await makeWay(other)).toEqual([
    expect.stringContaining('another version'),
    'it does not: no POST /v1/wishes here',
    `ending it (process ${other.pid}); what is left of 'old' is removed without it`,
  ]);
  expect(await other.ended).toBe('SIGTERM');
});

test('one that took the wish and never goes is ended when patience is over', async () => {
  await using other = await standIn('forgets');
  expect(await makeWay(other)).toContain('it does not: it is still there after 0.3 s');
  expect(await other.ended).toBe('SIGTERM');
});

test('one that hangs, and hears no SIGTERM, is ended all the same', async () => {
  await using other = await standIn('hangs');
  expect(await makeWay(other)).toContain('it does not: it is still there after 0.3 s');
  expect(await other.ended).toBe('SIGKILL');
});

test('whoever interrupts the wait ends nothing', async () => {
  await using other = await standIn('forgets');
  await expect(makeWay(other, AbortSignal.abort())).rejects.toMatchObject({ code: 'interrupted' });
  expect(await findController(other.stateDir)).toBeDefined();
});

test('a process that got the number of a controller that has gone is left alone', async () => {
  await using other = await standIn('forgets');
  await endController({ pid: other.pid, stateDir: '/somewhere/else' }, 300);
  expect(await findController(other.stateDir)).toBeDefined();
});
