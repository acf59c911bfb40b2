import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** What stays in `.sim/<name>` of an environment that is down. */
export interface Keeping {
  /** Whether its data are kept; then the files that are needed to use them, and the words of its `up`, stay. */
  readonly data: boolean;
  /** Whether the answer to 'leave running or stop' stays. */
  readonly answers: boolean;
}

const withData = ['secrets.json', 'up.json'];
const answers = ['view.json'];

/**
 * Moves everything else in the folder of an environment that is down aside; resolves with the folder that holds it then, for the caller to
 * remove, or `undefined` where there was nothing. Call it while no controller can begin there, so that the next one finds the folder ready.
 */
export async function leaveNothing(stateDir: string, keeping: Keeping): Promise<string | undefined> {
  const stay = [...(keeping.data ? withData : []), ...(keeping.answers ? answers : [])];
  const names = await readdir(stateDir).catch(() => undefined);
  if (names === undefined) return undefined;
  const aside = join(dirname(stateDir), `.gone-${basename(stateDir)}-${randomBytes(6).toString('hex')}`);
  if (!names.some((name) => stay.includes(name))) {
    await rename(stateDir, aside);
    return aside;
  }
  await mkdir(aside, { mode: 0o700 });
  const gone = names.filter((name) => !stay.includes(name));
  await Promise.all(gone.map((name) => rename(join(stateDir, name), join(aside, name))));
  return aside;
}
