import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** What stays in `.sim/<name>` of an environment that is down. */
export interface Keeping {
  /** Its data are kept: with them what says how to get at them, and by which `up`. */
  readonly data: boolean;
  /** What was answered to 'leave running or stop'. */
  readonly answers: boolean;
}

const withData = ['secrets.json', 'up.json'];
const answers = ['view.json'];

/**
 * Puts the rest of the folder of an environment that is down aside, and answers where it is then, to be removed. To be called while no
 * controller can begin there: whoever comes a moment later finds the folder as it is to be. `undefined`: there was nothing.
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
