import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SimError } from '../errors.js';

/** As Go passes over them, what is mostly big and never Go, and copies of other people's modules. */
const passedOver = /^(\.|_)|^(vendor|testdata|node_modules)$|@v\d/;
/** The most folders that are searched: one with more lies above all repositories, as a home or the root of a disk does. */
const mostFolders = 50_000;

/**
 * The folders of all modules in a folder, or else the folder itself where it is a part of one; a folder that can't be read has none.
 * Throws SimError `usage` where there are more folders than `most`, and `interrupted`.
 */
export async function findModules(
  directory: string,
  signal: AbortSignal,
  most = mostFolders,
): Promise<readonly string[]> {
  const found: string[] = [];
  let level: readonly string[] = [directory];
  for (let seen = 0; level.length > 0; ) {
    const next: string[] = [];
    for (const folder of level) {
      if (signal.aborted) throw new SimError('interrupted', 'stopped before the modules were found');
      seen += 1;
      if (seen > most) throw tooMany(directory, most);
      const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
      if (entries.some((entry) => entry.isFile() && entry.name === 'go.mod')) found.push(folder);
      for (const entry of entries) {
        if (entry.isDirectory() && !passedOver.test(entry.name)) next.push(join(folder, entry.name));
      }
    }
    level = next;
  }
  return found.length > 0 ? found.sort() : partOfModule(directory);
}

function partOfModule(directory: string): readonly string[] {
  for (let folder = directory; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'go.mod'))) return [directory];
  }
  return [];
}

function tooMany(directory: string, most: number): SimError {
  return new SimError('usage', `'${directory}' has more than ${most} folders`, {
    hint: 'name the folder of one repository, or of a part of it: bin/sim init DIR',
  });
}
