import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** A short name for content: files (path, mode-free bytes) and plain words, in order. Equal content has the equal name on any machine. */
export async function contentHash(
  root: string,
  files: readonly string[],
  words: readonly string[] = [],
): Promise<string> {
  const hash = createHash('sha256');
  for (const word of words) hash.update(`${word.length}:${word}\n`);
  const read = [...files].sort().map(async (file) => [file, await readFile(file)] as const);
  for (const [file, bytes] of await Promise.all(read)) {
    hash.update(`${relative(root, file).split(sep).join('/')}:${bytes.length}\n`).update(bytes);
  }
  return hash.digest('hex').slice(0, 12);
}

/** Every file below a folder; an absent folder has none. */
export async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
