import { textText, workText } from '../sources.ts';
import { type EditKind, word } from '../world.ts';

/** Files that others are taken for: by an overlay, as another go.mod, as a workspace of another name. */
export const standInEdits: readonly EditKind[] = [
  {
    name: 'go env names a file that stands in',
    weight: 2,
    steps: (world, random) => [
      { do: 'write', path: 'named/text.go', text: textText(word(random)) },
      {
        do: 'write',
        path: 'named/overlay.json',
        text: `{"Replace": {"@ROOT@/${world.main}/text.go": "@ROOT@/named/text.go"}}\n`,
      },
      { do: 'go', folder: 'settings', words: ['env', '-w', "GOFLAGS='-overlay=@ROOT@/named/overlay.json'"] },
    ],
  },
  {
    name: 'the named file that stands in changes',
    weight: 2,
    steps: (world, random) =>
      world.has('named/text.go')
        ? [{ do: 'write', path: 'named/text.go', text: textText(word(random)) }]
        : undefined,
  },
  {
    name: 'go env names another go.mod',
    steps: (world, random) => {
      const text = world.read('app/go.mod');
      if (text === undefined) return undefined;
      const folder = random.pick(['lib', 'lib2']);
      return [
        { do: 'write', path: 'named/some.mod', text: text.replace(/lib => \S+/, `lib => ../${folder}`) },
        { do: 'go', folder: 'settings', words: ['env', '-w', "GOFLAGS='-modfile=@ROOT@/named/some.mod'"] },
      ];
    },
  },
  {
    name: 'the named go.mod changes',
    steps: (world, random) =>
      world.has('named/some.mod')
        ? [
            {
              do: 'replace',
              path: 'named/some.mod',
              from: 'lib => \\S+',
              to: `lib => ../${random.pick(['lib', 'lib2'])}`,
            },
          ]
        : undefined,
  },
  {
    name: 'go env names a workspace',
    weight: 2,
    steps: (_, random) => [
      {
        do: 'write',
        path: 'named.work',
        text: workText('./app', `./${random.pick(['lib', 'lib2'])}`, './tools'),
      },
      { do: 'go', folder: 'settings', words: ['env', '-w', 'GOWORK=@ROOT@/named.work'] },
    ],
  },
  {
    name: 'the named workspace changes',
    steps: (world, random) =>
      world.has('named.work')
        ? [{ do: 'write', path: 'named.work', text: workText('./app', `./${random.pick(['lib', 'lib2'])}`) }]
        : undefined,
  },
  {
    name: 'go env names no workspace any more',
    steps: () => [{ do: 'go', folder: 'settings', words: ['env', '-u', 'GOWORK'] }],
  },
  {
    name: 'what stands in for a file changes',
    weight: 4,
    steps: (world, random) =>
      world.has('over/text.go')
        ? [{ do: 'write', path: 'over/text.go', text: textText(word(random)) }]
        : undefined,
  },
  {
    name: 'another file stands in',
    weight: 2,
    steps: (world, random) =>
      world.has('overlay.json')
        ? [
            { do: 'write', path: 'over/other.go', text: textText(word(random)) },
            {
              do: 'write',
              path: 'overlay.json',
              text: `{"Replace": {"@ROOT@/${world.main}/text.go": "@ROOT@/over/${random.pick(['text', 'other'])}.go"}}\n`,
            },
          ]
        : undefined,
  },
  {
    name: 'nothing stands in any more',
    steps: (world) =>
      world.has('overlay.json')
        ? [{ do: 'write', path: 'overlay.json', text: '{"Replace": {}}\n' }]
        : undefined,
  },
  {
    name: 'a file stands in where none is',
    steps: (world, random) =>
      world.has('overlay.json')
        ? [
            {
              do: 'write',
              path: 'over/new.go',
              text: `package main\n\nfunc init() { println("new ${word(random)}") }\n`,
            },
            {
              do: 'write',
              path: 'overlay.json',
              text: `{"Replace": {"@ROOT@/${world.main}/new.go": "@ROOT@/over/new.go"}}\n`,
            },
          ]
        : undefined,
  },
];
