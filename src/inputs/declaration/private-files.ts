import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { messageOf, SimError } from '../../errors.js';

/** Makes a folder that only this user can enter. */
export async function makePrivateFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw notWritten(path, error);
  });
}

/** Writes a file that only this user can read; readers see the old text or the new one, never a part. An equal text is left alone. */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  if ((await readFile(path, 'utf8').catch(() => undefined)) === text) return;
  await makePrivateFolder(dirname(path));
  const temporary = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(text);
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw notWritten(path, error);
  }
}

function notWritten(path: string, error: unknown): SimError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  return new SimError('failed', `could not write ${path}: ${messageOf(error)}`, {
    hint: full
      ? 'The disk is full: free some space, then run the same command again.'
      : 'Sim keeps the state of an environment in .sim/: make that folder writable for you.',
    cause: error,
  });
}

/** The token that the agent expects of its controller: made once per environment, so that a later controller finds the same agent. */
export async function agentToken(stateDir: string): Promise<string> {
  const path = join(stateDir, 'agent-token');
  const known = (await readFile(path, 'utf8').catch(() => '')).trim();
  if (/^[0-9a-f]{64}$/.test(known)) return known;
  const token = randomBytes(32).toString('hex');
  await writePrivateFile(path, `${token}\n`);
  return token;
}
