import { access, constants, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { ControllerRecord } from '../../outputs/api/protocol.js';

/** Linux allows 107 bytes for the path of a Unix socket, macOS 103. */
const longestSocketPath = 100;

/**
 * The folder that holds a folder per environment: `.sim` beside the stacks; where the checkout is read-only, the user's
 * state folder (XDG_STATE_HOME), or without a home the temporary one.
 */
export async function stateRootOf(root: string, env: NodeJS.ProcessEnv): Promise<string> {
  const chosen = env.SIM_STATE_DIR;
  if (chosen !== undefined && chosen !== '') return chosen;
  const beside = join(root, '.sim');
  if (await isWritable(beside)) return beside;
  const home =
    env.XDG_STATE_HOME ?? (env.HOME === undefined ? undefined : join(homedir(), '.local', 'state'));
  return join(home ?? join(tmpdir(), `sim-${userInfo().uid}`), 'sim', await hashOf(root));
}

async function isWritable(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await access(folder, constants.W_OK);
    return true;
  } catch {
    // Read-only, or not ours: whichever it is, another place has to serve.
    return false;
  }
}

/** Where the API of an environment listens: in its own folder, or in a private short one where that path is too long. */
export async function socketPathOf(stateDir: string): Promise<string> {
  const own = join(stateDir, 'api.sock');
  if (Buffer.byteLength(own) <= longestSocketPath) return own;
  const folder = join(tmpdir(), `sim-${userInfo().uid}-${await hashOf(stateDir)}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return join(folder, 'api.sock');
}

/** What the controller wrote about itself; `undefined` where there is none, or it is unreadable. */
export async function readControllerRecord(stateDir: string): Promise<ControllerRecord | undefined> {
  try {
    const text = await readFile(join(stateDir, 'controller.json'), 'utf8');
    const record: unknown = JSON.parse(text);
    return isControllerRecord(record) ? record : undefined;
  } catch {
    // A half-written or foreign file says the same as none: nobody to talk to.
    return undefined;
  }
}

/** By hand: every command reads it, and zod takes longer to load than many of them to do all else. */
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

/** Few commands need it, and all would wait for it to be read. */
async function hashOf(text: string): Promise<string> {
  const { createHash } = await import('node:crypto');
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
