import { workText } from '../sources.ts';
import { type EditKind, type World, word } from '../world.ts';

function workFile(world: World): string {
  return world.has('other.work') ? 'other.work' : 'go.work';
}

const uses = [
  ['./app', './lib'],
  ['./app', './lib', './tools'],
  ['./app', './lib2'],
  ['./app', './tools'],
  ['./app'],
  ['./app', './lib', './dep2'],
] as const;

/** Workspaces and vendored copies. */
export const workspaceEdits: readonly EditKind[] = [
  {
    name: 'a module outside of the binary asks for another version',
    weight: 3,
    steps: (_, random) => [
      {
        do: 'replace',
        path: 'tools/go.mod',
        from: '^require example.test/dep.*',
        to: `require example.test/dep v1.${random.below(2)}.0`,
      },
    ],
  },
  {
    name: 'a workspace is made',
    weight: 3,
    steps: (world, random) => [{ do: 'write', path: workFile(world), text: workText(...random.pick(uses)) }],
  },
  {
    name: 'a workspace replaces a module',
    steps: (world, random) => {
      const path = workFile(world);
      const text = world.read(path);
      if (text === undefined) return undefined;
      const replaced = `\nreplace example.test/dep v1.0.0 => ./${random.pick(['dep1', 'dep2'])}\n`;
      return [{ do: 'write', path, text: text.replace(/\nreplace .*\n/, '') + replaced }];
    },
  },
  {
    name: 'a workspace goes',
    weight: 2,
    steps: (world) => (world.has(workFile(world)) ? [{ do: 'remove', path: workFile(world) }] : undefined),
  },
  {
    name: 'a workspace that cannot be read',
    breaks: true,
    steps: (world) => [{ do: 'write', path: workFile(world), text: 'go 1.24\n\nuse (\n' }],
  },
  {
    name: 'vendored copies are made',
    weight: 2,
    steps: (world) =>
      world.has('go.work') || world.has('app/vendor')
        ? undefined
        : [{ do: 'go', folder: 'app', words: ['mod', 'vendor'] }],
  },
  {
    name: 'vendored copies go',
    weight: 2,
    steps: (world) => (world.has('app/vendor') ? [{ do: 'remove', path: 'app/vendor' }] : undefined),
  },
  {
    name: 'a vendored copy changes',
    weight: 2,
    steps: (world, random) => {
      const path = 'app/vendor/example.test/lib/lib.go';
      return world.has(path)
        ? [{ do: 'replace', path, from: '(?<=^const word = ")[^"]*', to: word(random) }]
        : undefined;
    },
  },
];
