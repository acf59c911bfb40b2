import { rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { SimError } from '../../errors.js';
import { lookAt, makePrivateFolder } from '../private-folder.js';
import { hashOf, ourNumber } from './state-dir.js';

/** Linux allows 107 bytes for the path of a Unix socket, macOS 103. */
const longestSocketPath = 100;
const socketName = 'api.sock';

/** Where the API of an environment listens. */
export interface SocketPlace {
  /** Absolute. */
  readonly socket: string;
  /** Makes sure that the socket's folder exists and belongs to this user; another controller may just have removed it. */
  prepare(): Promise<void>;
  /** Removes a folder that was made for the socket alone. Call it while no other controller can begin. */
  clear(): Promise<void>;
}

/**
 * The place of an environment's socket: in its own folder, or in a private short one where that path is too long. Throws SimError
 * `failed` where no short one can be trusted.
 */
export async function socketPlaceOf(
  stateDir: string,
  env: NodeJS.ProcessEnv,
  temporary = tmpdir(),
): Promise<SocketPlace> {
  const own = join(stateDir, socketName);
  if (isShort(own)) {
    return { socket: own, prepare: () => makePrivateFolder(stateDir), clear: () => Promise.resolve() };
  }
  const folders = await shortFolders(stateDir, env, temporary);
  const refusals: SimError[] = [];
  for (const folder of folders) {
    try {
      await makePrivateFolder(folder);
      return {
        socket: join(folder, socketName),
        prepare: () => makePrivateFolder(folder),
        clear: () => clearFolder(folder),
      };
    } catch (error) {
      if (!(error instanceof SimError)) throw error;
      refusals.push(error);
    }
  }
  throw new SimError('failed', `there is no safe place for the socket: ${messagesOf(refusals)}`, {
    hint: 'remove that, or set XDG_RUNTIME_DIR to a folder of your own, or SIM_STATE_DIR to one with a short path',
  });
}

/** Removes what a killed controller left of its socket outside of the environment's folder. */
export async function clearSocketPlaces(
  stateDir: string,
  env: NodeJS.ProcessEnv,
  temporary = tmpdir(),
): Promise<void> {
  if (isShort(join(stateDir, socketName))) return;
  await Promise.all((await shortFolders(stateDir, env, temporary)).map(clearFolder));
}

function isShort(socket: string): boolean {
  return Buffer.byteLength(socket) <= longestSocketPath;
}

/** The folders in which a short socket path is tried: the temporary one, then the user's own runtime folder where there is one. */
async function shortFolders(
  stateDir: string,
  env: NodeJS.ProcessEnv,
  temporary: string,
): Promise<readonly string[]> {
  const hash = await hashOf(stateDir);
  const runtime = env.XDG_RUNTIME_DIR;
  const usable = runtime !== undefined && isAbsolute(runtime) && (await lookAt(runtime)).state === 'ours';
  return [
    join(temporary, `sim-${ourNumber()}-${hash}`),
    ...(usable ? [join(runtime, `sim-${hash}`)] : []),
  ].filter((folder) => isShort(join(folder, socketName)));
}

async function clearFolder(folder: string): Promise<void> {
  if ((await lookAt(folder)).state !== 'ours') return;
  await rm(join(folder, socketName), { force: true });
  // What else lies there is not ours to remove.
  await rmdir(folder).catch(() => undefined);
}

function messagesOf(refusals: readonly SimError[]): string {
  return refusals.length === 0 ? 'all paths are too long' : refusals.map(({ message }) => message).join('; ');
}
