import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { imagesFolderName } from '../../environment/name.js';

/** The folder of an environment of which nothing is left on the engine. */
export interface LeftFolder {
  readonly name: string;
  /** The size of its files. */
  readonly bytes: number;
}

/** The folders below `stateRoot` that belong to none of the environments of these names. */
export async function leftFolders(
  stateRoot: string,
  names: readonly string[],
): Promise<readonly LeftFolder[]> {
  const entries = await readdir(stateRoot, { withFileTypes: true }).catch(() => []);
  const left = entries
    .filter((entry) => entry.isDirectory() && /^[a-z]/.test(entry.name))
    .map(({ name }) => name)
    .filter((name) => name !== imagesFolderName && !names.includes(name))
    .sort();
  return Promise.all(left.map(async (name) => ({ name, bytes: await bytesBelow(join(stateRoot, name)) })));
}

async function bytesBelow(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      lstat(join(entry.parentPath, entry.name)).then(
        ({ size }) => size,
        () => 0,
      ),
    );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
