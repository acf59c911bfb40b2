import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clearSocketPlaces, socketPlaceOf } from '../../../src/adapters/controller/socket-place.js';
import { stateRootOf } from '../../../src/adapters/controller/state-dir.js';

let folder: string;
let temporary: string;
const long = () => join(folder, 'a'.repeat(100), 'shop');

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sim-place-'));
  temporary = join(folder, 'tmp');
  await mkdir(temporary);
});

afterEach(() => rm(folder, { recursive: true, force: true }));

test('a socket whose path is short lies in the folder of its environment', async () => {
  const place = await socketPlaceOf(join(folder, 'shop'), {}, temporary);
  expect(place.socket).toBe(join(folder, 'shop', 'api.sock'));
  await place.prepare();
  await place.clear();
  expect(await readdir(folder)).toEqual(['shop', 'tmp']);
});

test('the folder that a long path needs is gone with its controller', async () => {
  const place = await socketPlaceOf(long(), {}, temporary);
  await place.prepare();
  expect(await readdir(temporary)).toEqual([basename(dirname(place.socket))]);
  await place.clear();
  expect(await readdir(temporary)).toEqual([]);
});

test('what a killed controller left of it is found by the path of the environment alone', async () => {
  const env = { XDG_RUNTIME_DIR: join(folder, 'run') };
  await mkdir(env.XDG_RUNTIME_DIR, { mode: 0o700 });
  const place = await socketPlaceOf(long(), {}, temporary);
  await writeFile(place.socket, '');
  await clearSocketPlaces(long(), env, temporary);
  expect([await readdir(temporary), await readdir(env.XDG_RUNTIME_DIR)]).toEqual([[], []]);
});

test('where somebody else has put a link or a file, the folder of the user alone serves', async () => {
  const env = { XDG_RUNTIME_DIR: join(folder, 'run') };
  await mkdir(env.XDG_RUNTIME_DIR, { mode: 0o700 });
  const taken = dirname((await socketPlaceOf(long(), {}, temporary)).socket);
  await rm(taken, { recursive: true });
  await symlink(folder, taken);
  const place = await socketPlaceOf(long(), env, temporary);
  expect(place.socket).toMatch(new RegExp(`^${env.XDG_RUNTIME_DIR}/sim-[0-9a-f]{12}/api\\.sock$`));
});

test('without such a folder it is refused, with the reason and what to do', async () => {
  const taken = dirname((await socketPlaceOf(long(), {}, temporary)).socket);
  await rm(taken, { recursive: true });
  await symlink(folder, taken);
  await expect(socketPlaceOf(long(), {}, temporary)).rejects.toMatchObject({
    code: 'failed',
    message: `there is no safe place for the socket: ${taken} is a symbolic link, so it is not used`,
    hint: expect.stringContaining('XDG_RUNTIME_DIR'),
  });
  await clearSocketPlaces(long(), {}, temporary);
  expect(await readdir(folder)).toEqual(['tmp']);
});

test('state that lies behind a link is refused; the folder itself may be named', async () => {
  await mkdir(join(folder, 'elsewhere'));
  await symlink(join(folder, 'elsewhere'), join(folder, '.sim'));
  const refusal = { message: expect.stringContaining('is a symbolic link') };
  await expect(stateRootOf(folder, {})).rejects.toMatchObject(refusal);
  await expect(stateRootOf(folder, { SIM_STATE_DIR: join(folder, '.sim') })).rejects.toMatchObject(refusal);
  const elsewhere = join(folder, 'elsewhere');
  expect(await stateRootOf(folder, { SIM_STATE_DIR: elsewhere })).toBe(elsewhere);
});
