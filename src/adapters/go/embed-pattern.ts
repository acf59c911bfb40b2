import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { embedGlob } from '../../state/builds/embed-glob.js';

/** A pattern of `//go:embed` up to its first special character, as a folder; a plain path as it is. */
export function fixedPart(extra: string): string {
  const special = /(?<!\\)[*?[]/.exec(extra);
  const path = special === null ? extra : dirname(`${extra.slice(0, special.index)}x`);
  return join(path.replace(/\\(.)/g, '$1'));
}

/**
 * Matched files of an absolute pattern (or plain path), and all files below matched folders: which of them are embedded Go decides. The
 * pattern is followed part by part, as Go does.
 */
export async function expand(pattern: string): Promise<readonly string[]> {
  const special = /(?<!\\)[*?[]/.exec(pattern);
  let found: readonly string[] = [fixedPart(pattern)];
  const parts = special === null ? [] : pattern.slice(pattern.lastIndexOf('/', special.index) + 1).split('/');
  for (const part of parts) {
    const regexp = embedGlob(part, { below: false });
    const next = await Promise.all(found.map((folder) => matching(folder, regexp)));
    found = next.flat();
  }
  return (await Promise.all(found.map(filesBelow))).flat().sort();
}

async function matching(folder: string, regexp: RegExp): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.flatMap((name) => (regexp.test(name) ? [join(folder, name)] : []));
}

async function filesBelow(path: string): Promise<readonly string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) return [path];
  return entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
}
