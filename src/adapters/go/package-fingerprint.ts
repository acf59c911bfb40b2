import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isModuleFile, isSource } from '../../state/affected.js';
import { fixedPart } from './embed-pattern.js';
import { createFileSums, type FileSum, latestChange, sumOf } from './file-sums.js';

/** What a list of packages is made of, in words that differ when it does. */
export interface Fingerprint {
  /** All that decides which packages and files a binary is made from: the set of files, and the head of each. */
  readonly shape: string;
  /** The part of `shape` that decides how the package in each folder is compiled. */
  readonly shapes: Readonly<Record<string, string>>;
  /** The content of all of it. */
  readonly content: string;
  /** The content of the sources in each folder. */
  readonly folders: Readonly<Record<string, string>>;
  /** The content of each file that may be embedded. */
  readonly embedded: Readonly<Record<string, string>>;
  /** Changes with each writing, even of the same content. */
  readonly stamp: string;
  /** Once all of it was surely there as it is now. */
  readonly settledMs: number;
  /** Each file that decides about the list. */
  readonly files: ReadonlyMap<string, FileSum>;
}

/** Whether anything that decides about a list may have been written after `since`, before which `before` was read. */
export function writtenSince(since: number, before: Fingerprint, after: Fingerprint): boolean {
  const written = [...after.files].some(
    ([path, { stamp, modifiedMs }]) => before.files.get(path)?.stamp !== stamp && modifiedMs >= since,
  );
  // Of a folder that nobody asks for any more the files are missing as well.
  return (
    written ||
    [...before.files.keys()].some((path) => dirname(path) in after.folders && !after.files.has(path))
  );
}

/** Sums up all that a binary is made from; a file that did not change is not read again. */
export function createFingerprinter(): (list: {
  readonly folders: readonly string[];
  readonly extraFiles: readonly string[];
}) => Promise<Fingerprint> {
  const sumFile = createFileSums();
  return async (list) => {
    // Go lists packages in an order that differs from one call to the next: the same set has to give the same words.
    const [folders, extraFiles] = [list.folders.toSorted(), list.extraFiles.toSorted()];
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
      shapes: shapesOf(names, heads),
      content: contentOf(sums),
      folders: byFolder(heads),
      embedded: Object.fromEntries(
        sums.flatMap(({ path, content }) => (embedded.has(path) ? [[path, content]] : [])),
      ),
      stamp: sumOf(sums.flatMap(({ path, stamp }) => [path, stamp])),
      // What was taken away shows in its folder alone.
      settledMs: Math.max(
        0,
        ...sums.map(({ modifiedMs }) => modifiedMs),
        ...(await Promise.all(folders.map(folderChange))),
      ),
      files: new Map(heads.map(({ path, ...sum }) => [path, sum])),
    };
  };
}

async function folderChange(folder: string): Promise<number> {
  const stats = await stat(folder, { bigint: true }).catch(() => undefined);
  return stats === undefined ? 0 : latestChange(stats);
}

interface Summed extends FileSum {
  readonly path: string;
}

function contentOf(sums: readonly Summed[]): string {
  return sumOf(sums.flatMap(({ path, content }) => [path, content]));
}

/** Modules decide about every package, and so does a profile, which lies beside `package main`. */
function shapesOf(names: readonly string[], heads: readonly Summed[]): Fingerprint['shapes'] {
  const common = [
    ...names.filter((path) => path.endsWith('.pgo')),
    ...heads.flatMap(({ path, head }) => (isModuleFile(basename(path)) ? [path, head] : [])),
  ];
  const sources = Map.groupBy(heads, ({ path }) => dirname(path));
  return Object.fromEntries(
    [...Map.groupBy(names, dirname)].map(([folder, inside]) => {
      const own = (sources.get(folder) ?? []).flatMap(({ path, head }) => [path, head]);
      return [folder, sumOf([...common, '', ...inside, '', ...own])];
    }),
  );
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
