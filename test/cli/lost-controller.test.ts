import { rm } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { foundOrEnded } from '../../src/cli/lost-controller.js';
import { standIn } from './stand-in.js';

const says = () => undefined;

test('a controller that is there after all is found', async () => {
  await using other = await standIn('goes');
  expect(await foundOrEnded(other.stateDir, {}, says)).toMatchObject({ pid: other.pid });
});

test('one whose folder was removed under it is ended, and that is said', async () => {
  // Elsewhere nothing tells of a process whose folder is gone.
  if (process.platform !== 'linux') return;
  await using other = await standIn('goes');
  await rm(other.stateDir, { recursive: true });
  const said: string[] = [];
  expect(await foundOrEnded(other.stateDir, {}, (line) => said.push(line), 300)).toBeUndefined();
  expect(await other.ended).toBe('SIGTERM');
  expect(said).toEqual([expect.stringContaining(`process ${other.pid}) has lost its folder`)]);
  expect(await foundOrEnded(other.stateDir, {}, says)).toBeUndefined();
});
