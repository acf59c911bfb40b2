import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { PackageList } from './go.js';

/** What a list depends on, in one word, and when the newest of it was written. */
interface Fingerprint {
  readonly sum: string;
  readonly newestMs: number;
}

interface Head {
  readonly stamp: string;
  readonly head: string;
  readonly modifiedMs: number;
}

/**
 * Sums up all that decides which packages and files a binary is made from: the set of files, and of each the lines above
 * its first declaration (constraints, imports) and its `//go:embed` lines. A file that did not change is not read again.
 */
export function createFingerprinter(): (list: PackageList) => Promise<Fingerprint> {
  const heads = new Map<string, Head>();

  async function headOf(path: string): Promise<Head> {
    const stats = await stat(path, { bigint: true }).catch(() => undefined);
    if (stats === undefined) return { stamp: '', head: 'gone', modifiedMs: 0 };
    const stamp = `${stats.ino}:${stats.size}:${stats.mtimeNs}`;
    const known = heads.get(path);
    if (known?.stamp === stamp) return known;
    const text = await readFile(path, 'utf8').catch(() => '');
    const head = path.endsWith('.go') ? headLines(text) : hash(text);
    const fresh = { stamp, head, modifiedMs: Number(stats.mtimeMs) };
    heads.set(path, fresh);
    return fresh;
  }

  return async ({ folders, extraFiles }) => {
    const files = (await Promise.all(folders.map(filesIn))).flat();
    const modules = extraFiles.filter((path) => /^(go\.|modules\.txt)/.test(basename(path)));
    const read = [...files.filter((path) => path.endsWith('.go')), ...modules];
    const heads = await Promise.all(read.map(headOf));
    return {
      sum: hash([...files, ...read.map((path, i) => `${path}\0${heads[i]?.head}`)].join('\0')),
      newestMs: Math.max(0, ...heads.map(({ modifiedMs }) => modifiedMs)),
    };
  };
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => /\.\w+$/.test(name) && !name.endsWith('_test.go'))
    .sort()
    .map((name) => join(folder, name));
}

/** The part of a Go file that `go list` looks at. */
export function headLines(text: string): string {
  const embeds = text.match(/^\/\/go:embed .*$/gm) ?? [];
  return hash([text.slice(0, endOfImports(text)), ...embeds].join('\n'));
}

/** Imports come before every other declaration. Lines that only look like one, inside a comment, are passed over. */
function endOfImports(text: string): number {
  for (const { index } of text.matchAll(/^(func|type|var|const)\b/gm)) {
    if (text.lastIndexOf('/*', index) <= text.lastIndexOf('*/', index)) return index;
  }
  return text.length;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
