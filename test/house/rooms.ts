import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './sources.js';

/** One thing that a room may know. */
export type Known =
  | { readonly kind: 'everyone' }
  /** A room, a part of one or a single file, by its path from the root; a folder ends with `/`. */
  | { readonly kind: 'room'; readonly path: string; readonly typesOnly: boolean }
  /** A package, a module of Node by its name (`node:path`), or all of these: `node:`. */
  | { readonly kind: 'package'; readonly name: string };

/** A row of the table 'Rooms' in `src/README.md`. */
export interface Room {
  /** From the root; a folder ends with `/`. */
  readonly path: string;
  readonly knows: readonly Known[];
}

/** The rooms below `src/`, as the table of a text says. Throws at the first word of its last column that it does not understand. */
export function roomsIn(text: string): readonly Room[] {
  const table = /^## Rooms\n([\s\S]*?)^(?!\||\s*$)/m.exec(text)?.[1] ?? '';
  return [...table.matchAll(/^\| `(src\/[^`]*)` \|.*\| ([^|]*?) \|$/gm)].map(([, path = '', words = '']) => ({
    path,
    knows: words === 'nothing' ? [] : words.split(', ').map((word) => knownBy(path, word)),
  }));
}

/** The rooms as they are declared. */
export function declaredRooms(): readonly Room[] {
  return roomsIn(readFileSync(join(root, 'src/README.md'), 'utf8'));
}

function knownBy(room: string, word: string): Known {
  if (word === 'everyone') return { kind: 'everyone' };
  if (word === 'Node') return { kind: 'package', name: 'node:' };
  const [, types, quoted] = /^(types of )?`([^`]+)`$/.exec(word) ?? [];
  if (quoted?.startsWith('node:')) return { kind: 'package', name: quoted };
  if (quoted !== undefined) {
    const path = `src/${quoted}${/\.tsx?$/.test(quoted) ? '' : '/'}`;
    return { kind: 'room', path, typesOnly: types !== undefined };
  }
  if (/^(@[\w.-]+\/)?[a-z][\w.-]*$/.test(word)) return { kind: 'package', name: word };
  throw new Error(`${room} may know '${word}', which says neither a room nor a package`);
}

/** The room that a file belongs to: of several the innermost. */
export function roomOf(rooms: readonly Room[], file: string): Room | undefined {
  return rooms
    .filter(({ path }) => isIn(path, file))
    .toSorted((one, other) => other.path.length - one.path.length)[0];
}

/** Whether a file is at a path or below it. */
export function isIn(path: string, file: string): boolean {
  return path.endsWith('/') ? file.startsWith(path) : file === path;
}
