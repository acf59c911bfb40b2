import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isSource } from '../../state/builds/affected.js';
import { expand } from './embed-pattern.js';
import { createFileSums, type FileSum, latestChange, sumOf } from './file-sums.js';
import type { Answer } from './go-answer.js';

/** The files of an answer as they are now, in words that differ when they do. */
export interface Fingerprint {
  /** A sum of what an answer depends on, as far as that can be seen without Go: names, heads of sources, module files. A guess, no proof. */
  readonly look: string;
  /** The content of all that decides how everything is compiled. */
  readonly settings: string;
  /** The content of all that is in the binary. */
  readonly content: string;
  /** The content of the sources in each folder. */
  readonly folders: Readonly<Record<string, string>>;
  /** The content of each embedded file. */
  readonly embedded: Readonly<Record<string, string>>;
  /** Changes with each writing, even of the same content. */
  readonly stamp: string;
  /** Since when all of it has certainly been as it is, in milliseconds since the epoch. */
  readonly settledMs: number;
}

/** Sums up all that a binary is made from; a file that did not change is not read again. */
export function createFingerprinter(): (
  answer: Pick<Answer, 'list' | 'files' | 'embedded' | 'settings'>,
) => Promise<Fingerprint> {
  const sumFile = createFileSums();
  return async ({ list, files, embedded, settings }) => {
    // Go lists packages in an order that differs from one call to the next: the same set has to give the same words.
    const folders = list.folders.toSorted();
    const [names, expanded] = await Promise.all([
      Promise.all(folders.map(sourcesIn)),
      Promise.all(list.embeds.toSorted().map(expand)),
    ]);
    const all = [...names.flat(), ...expanded.flat()];
    const sum = async (path: string) => ({ path, ...(await sumFile(path)) });
    const [inside, decided, deciding] = await Promise.all([
      Promise.all(files.toSorted().map(sum)),
      Promise.all(settings.toSorted().map(sum)),
      Promise.all([...list.deciding, ...list.awaited].toSorted().map(sum)),
    ]);
    const isEmbedded = new Set(embedded);
    const everything = [...inside, ...decided, ...deciding];
    return {
      look: sumOf([
        ...all,
        '',
        ...inside.flatMap(({ path, head }) => (isEmbedded.has(path) ? [path] : [path, head])),
        '',
        ...[...decided, ...deciding].flatMap(({ path, content }) => [path, content]),
      ]),
      content: contentOf(inside),
      settings: contentOf(decided),
      folders: byFolder(inside.filter(({ path }) => !isEmbedded.has(path))),
      embedded: Object.fromEntries(
        inside.flatMap(({ path, content }) => (isEmbedded.has(path) ? [[path, content]] : [])),
      ),
      stamp: sumOf([...all, ...everything.flatMap(({ path, stamp }) => [path, stamp])]),
      // What was taken away shows in its folder alone.
      settledMs: Math.max(
        0,
        ...everything.map(({ modifiedMs }) => modifiedMs),
        ...(await Promise.all(folders.map(folderChange))),
      ),
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

function byFolder(sums: readonly Summed[]): Readonly<Record<string, string>> {
  const groups = Map.groupBy(sums, ({ path }) => dirname(path));
  return Object.fromEntries([...groups].map(([folder, group]) => [folder, contentOf(group)]));
}

async function sourcesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter(isSource)
    .sort()
    .map((name) => join(folder, name));
}
