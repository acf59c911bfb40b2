import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { circlesOf } from './circles.js';
import { exceptions } from './exceptions.js';
import { declaredRooms, isIn, type Known, type Room, roomOf, roomsIn } from './rooms.js';
import { type Import, root, sourceFiles } from './sources.js';

const rooms = declaredRooms();
const files = sourceFiles();

function allows(known: Known, { target, typesOnly }: Import): boolean {
  switch (known.kind) {
    case 'everyone':
      return true;
    case 'package':
      return known.name === 'node:' ? target.startsWith('node:') : target === known.name;
    case 'room':
      return isIn(known.path, target) && (typesOnly || !known.typesOnly);
    default:
      return known satisfies never;
  }
}

/** `file -> room` (or a package) for each import that its room may not know. */
function offences(): readonly string[] {
  const found = files.flatMap(({ path, imports }) => {
    const room = roomOf(rooms, path);
    if (room === undefined) return [];
    return imports
      .filter((one) => !isIn(room.path, one.target) && !room.knows.some((known) => allows(known, one)))
      .map(({ target }) => `${path} -> ${roomOf(rooms, target)?.path ?? target}`);
  });
  return [...new Set(found)];
}

test('every file of the house is in a room of the table', () => {
  expect(files.filter(({ path }) => roomOf(rooms, path) === undefined).map(({ path }) => path)).toEqual([]);
});

test('the table tells only of what is there', () => {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const unknown = rooms.flatMap(({ path, knows }) => [
    ...(existsSync(join(root, path)) ? [] : [path]),
    ...knows.flatMap((known) => {
      if (known.kind === 'room') return existsSync(join(root, known.path)) ? [] : [known.path];
      const isPackage = known.kind === 'package' && !known.name.startsWith('node:');
      return isPackage && !(known.name in dependencies) ? [known.name] : [];
    }),
  ]);
  expect(unknown).toEqual([]);
});

test('no room knows more than the table says, but for the exceptions that are to go', () => {
  expect(offences().filter((offence) => !exceptions.includes(offence))).toEqual([]);
});

test('an exception that nobody needs any more is taken off the list', () => {
  const found = offences();
  expect(exceptions.filter((exception) => !found.includes(exception))).toEqual([]);
});

test('what the table allows goes down only: no room may know one that may know it', () => {
  const targets = ({ knows }: Room) =>
    knows.flatMap((known) => (known.kind === 'room' ? [roomOf(rooms, known.path)?.path ?? known.path] : []));
  expect(circlesOf(new Map(rooms.map((room) => [room.path, targets(room)])))).toEqual([]);
});

const example = `## Rooms

| path | what it does | what it may know |
| --- | --- | --- |
| \`src/state/\` | pure | types of \`environment\`, \`errors.ts\`, \`node:path\`, zod |
| \`src/errors.ts\` | errors | nothing |
| \`src/outputs/tui/\` | draws | Node, \`outputs/text\`, ink |

After it.
`;

test('a row is read as rooms, parts of them, types and packages', () => {
  expect(roomsIn(example)).toEqual([
    {
      path: 'src/state/',
      knows: [
        { kind: 'room', path: 'src/environment/', typesOnly: true },
        { kind: 'room', path: 'src/errors.ts', typesOnly: false },
        { kind: 'package', name: 'node:path' },
        { kind: 'package', name: 'zod' },
      ],
    },
    { path: 'src/errors.ts', knows: [] },
    {
      path: 'src/outputs/tui/',
      knows: [
        { kind: 'package', name: 'node:' },
        { kind: 'room', path: 'src/outputs/text/', typesOnly: false },
        { kind: 'package', name: 'ink' },
      ],
    },
  ]);
});

test('a row that says something else is refused: nobody could enforce it', () => {
  expect(() => roomsIn(example.replace('zod', 'what is pure in `engine`'))).toThrow(
    /src\/state\/ may know 'what is pure/,
  );
});
