import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isModuleFile, isSource } from '../../state/affected.js';
import { fixedPart } from './embed-pattern.js';
import { createFileSums, type FileSum, sumOf } from './file-sums.js';

/** What a list of packages is made of, in words that differ when it does. */
export interface Fingerprint {
  /** All that decides which packages and files a binary is made from: the set of files, and the head of each. */
  readonly shape: string;
  /** The content of all of it. */
  readonly content: string;
  /** The content of the sources in each folder. */
  readonly folders: Readonly<Record<string, string>>;
  /** The content of what is embedded. */
  readonly embedded: string;
  /** Changes with each writing, even of the same content. */
  readonly stamp: string;
  /** When the newest of it was written. */
  readonly newestMs: number;
}

/** Sums up all that a binary is made from; a file that did not change is not read again. */
export function createFingerprinter(): (list: {
  readonly folders: readonly string[];
  readonly extraFiles: readonly string[];
}) => Promise<Fingerprint> {
  const sumFile = createFileSums();
  return async ({ folders, extraFiles }) => {
    const names = (await Promise.all(folders.map(filesIn))).flat();
    const embeds = extraFiles.filter((path) => !isModuleFile(basename(path)));
    const embedded = new Set((await Promise.all(embeds.map(filesBelow))).flat());
    const listed = [
      ...names.filter((path) => isSource(basename(path))),
      ...extraFiles.filter((path) => isModuleFile(basename(path))),
    ];
    const all = [...new Set([...listed, ...embedded])];
    const sums = await Promise.all(all.map(async (path) => ({ path, ...(await sumFile(path)) })));
    const heads = sums.slice(0, listed.length);
    return {
      shape: sumOf([...names, ...heads.flatMap(({ path, head }) => [path, head])]),
      content: contentOf(sums),
      folders: byFolder(heads),
      embedded: contentOf(sums.filter(({ path }) => embedded.has(path))),
      stamp: sumOf(sums.flatMap(({ path, stamp }) => [path, stamp])),
      newestMs: Math.max(0, ...heads.map(({ modifiedMs }) => modifiedMs)),
    };
  };
}

interface Summed extends FileSum {
  readonly path: string;
}

function contentOf(sums: readonly Summed[]): string {
  return sumOf(sums.flatMap(({ path, content }) => [path, content]));
}

function byFolder(sums: readonly Summed[]): Readonly<Record<string, string>> {
  const groups = Map.groupBy(sums, ({ path }) => dirname(path));
  return Object.fromEntries([...groups].map(([folder, group]) => [folder, contentOf(group)]));
}

/** A new file of any name may be what a package embeds, so the names count; tests are never in a binary. */
async function filesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => /\.\w+$/.test(name) && !name.endsWith('_test.go'))
    .sort()
    .map((name) => join(folder, name));
}

/** The files that an embedded path or pattern may name. */
async function filesBelow(extra: string): Promise<readonly string[]> {
  const top = fixedPart(extra);
  const stats = await stat(top).catch(() => undefined);
  if (stats?.isDirectory() !== true) return [top];
  const entries = await readdir(top, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
