import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../random.ts';
import { pathsBelow, type Snapshot, snapshotOf } from './disk.ts';
import type { Step } from './steps.ts';

/** What an edit is made for: the tree as it lies there. Paths are relative to its root. */
export interface World {
  /** The folder of the service's `package main`. */
  readonly main: string;
  has(path: string): boolean;
  /** `undefined` where no file is there. */
  read(path: string): string | undefined;
  isFolder(path: string): boolean;
  isLink(path: string): boolean;
  /** The files below these folders that are no links and whose names match. */
  files(pattern: RegExp, ...folders: readonly string[]): readonly string[];
  all(): Snapshot;
}

/** A kind of edit. */
export interface EditKind {
  readonly name: string;
  /** How often it is chosen, 1 by default. */
  readonly weight?: number;
  /** Go refuses the source afterwards. */
  readonly breaks?: true;
  /** Go compiles much more than the tree after it. */
  readonly slow?: true;
  /** What is to be done; `undefined` where the tree does not lend itself to it. */
  readonly steps: (world: World, random: Random) => readonly Step[] | undefined;
}

export function createWorld(root: string, main: string): World {
  const at = (path: string) => join(root, path);
  return {
    main,
    has: (path) => existsSync(at(path)),
    read: (path) => (existsSync(at(path)) ? text(at(path)) : undefined),
    isFolder: (path) => lstatSync(at(path), { throwIfNoEntry: false })?.isDirectory() === true,
    isLink: (path) => lstatSync(at(path), { throwIfNoEntry: false })?.isSymbolicLink() === true,
    files: (pattern, ...folders) =>
      folders
        .flatMap((folder) => pathsBelow(root, folder))
        .flatMap(([path, kind]) => (kind === 'file' && pattern.test(path) ? [path] : [])),
    all: () => snapshotOf(root),
  };
}

function text(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // A folder, or a link that leads round in a circle.
    return undefined;
  }
}

/** A new word, of the same length most of the time: what has another size is easier to notice. */
export function word(random: Random): string {
  return random.chance(0.85) ? `w${100 + random.below(900)}` : `w${random.below(10 ** 7)}`;
}
