import { access, constants, mkdir, readFile, readlink, rename, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { lookAt, makePrivateFolder, requireOwnFolder, requirePrivateFolder } from '../private-folder.js';

/** What a controller writes into `controller.json`. */
export interface ControllerRecord {
  readonly pid: number;
  readonly socket: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly version: string;
}

/**
 * The folder that holds a folder per environment: `.sim` beside the stacks; where the checkout is read-only or `.sim` somebody
 * else's, the user's state folder (XDG_STATE_HOME), or without a home the temporary one. Throws SimError `failed` where others
 * could put something in its place.
 */
export async function stateRootOf(root: string, env: NodeJS.ProcessEnv): Promise<string> {
  const { SIM_STATE_DIR: chosen } = env;
  if (chosen !== undefined && chosen !== '') {
    const folder = resolve(chosen);
    await requireOwnFolder(folder, {
      hint: 'set SIM_STATE_DIR to a folder of your own (not a link to one) that no other user can write to',
    });
    return folder;
  }
  const beside = join(root, '.sim');
  if (await isUsable(beside)) return beside;
  const home =
    env.XDG_STATE_HOME ?? (env.HOME === undefined ? undefined : join(homedir(), '.local', 'state'));
  const ours = home ?? join(tmpdir(), `sim-${ourNumber()}`);
  // The one in the temporary folder stands where everybody may have made it.
  if (home === undefined) await makePrivateFolder(ours);
  const folder = join(ours, 'sim', await hashOf(root));
  await requirePrivateFolder(folder);
  return folder;
}

/** The id of this user, as it stands in the names of folders that several users make in one place. */
export function ourNumber(): number {
  return userInfo().uid;
}

/** Throws SimError `failed` where it is a link: whoever made it wants the state elsewhere, and must name that place. */
async function isUsable(folder: string): Promise<boolean> {
  const found = await lookAt(folder);
  if (found.state === 'refused' && found.reason === 'is a symbolic link') {
    await requirePrivateFolder(folder, {
      hint: `remove the link; SIM_STATE_DIR names another place for the state: SIM_STATE_DIR=${await readlink(folder)}`,
    });
  }
  if (found.state === 'refused') return false;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await access(folder, constants.W_OK);
  } catch {
    // Where the checkout is read-only another place has to serve.
    return false;
  }
  await requirePrivateFolder(folder);
  return true;
}

/** The record that a controller wrote about itself; `undefined` where there is none, or it can't be read. */
export async function readControllerRecord(stateDir: string): Promise<ControllerRecord | undefined> {
  try {
    const text = await readFile(join(stateDir, 'controller.json'), 'utf8');
    const record: unknown = JSON.parse(text);
    return isControllerRecord(record) ? record : undefined;
  } catch {
    // A half-written or foreign file counts as none.
    return undefined;
  }
}

/** Checks a record without zod: every command reads one, and loading zod takes longer than all else that many of them do. */
function isControllerRecord(value: unknown): value is ControllerRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { pid, socket, startedAt, version } = value as Readonly<Record<string, unknown>>;
  return (
    Number.isSafeInteger(pid) &&
    Number(pid) > 0 &&
    typeof socket === 'string' &&
    typeof startedAt === 'number' &&
    typeof version === 'string'
  );
}

/** Replaces the record in one step. */
export async function writeControllerRecord(stateDir: string, record: ControllerRecord): Promise<void> {
  const path = join(stateDir, 'controller.json');
  await writeFile(`${path}.new`, JSON.stringify(record), { mode: 0o600 });
  await rename(`${path}.new`, path);
}

/** Removes the record on a clean end. */
export async function removeControllerRecord(stateDir: string): Promise<void> {
  await rm(join(stateDir, 'controller.json'), { force: true });
}

/** A hash for names of files. `node:crypto` is loaded on demand: few commands need it, and all would wait for it. */
export async function hashOf(text: string): Promise<string> {
  const { createHash } = await import('node:crypto');
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
