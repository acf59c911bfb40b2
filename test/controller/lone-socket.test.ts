import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDoor } from '../../src/controller/door.js';
import { holderOf, ifNobodyListens } from '../../src/controller/lone-socket.js';
import { doorPlace } from '../fakes/door-place.js';

test('what a controller needs is not cleared while one has the place, and none begins while it is', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sim-place-'));
  const socket = join(folder, 'api.sock');
  const done: string[] = [];
  const clear = (when: string) => ifNobodyListens(socket, async () => void done.push(when));
  const door = await openDoor(doorPlace(socket));
  expect(await clear('open')).toBe(false);
  if (process.platform === 'linux') expect(await holderOf(socket)).toBe(process.pid);
  await door[Symbol.asyncDispose]();
  expect(await holderOf(socket)).toBeUndefined();
  expect(await clear('closed')).toBe(true);
  await ifNobodyListens(socket, async () => {
    if (process.platform !== 'linux') return;
    await expect(openDoor(doorPlace(socket))).rejects.toMatchObject({ code: 'name-taken' });
  });
  await using _again = await openDoor(doorPlace(socket));
  expect(done).toEqual(['closed']);
  await rm(folder, { recursive: true });
});
