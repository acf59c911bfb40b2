import { textText } from '../sources.ts';
import type { Step } from '../steps.ts';
import { type EditKind, word } from '../world.ts';

/** Settings of `go env -w`. */
const settings = [
  'GOFLAGS=-buildvcs=false',
  'GOFLAGS=-tags=special',
  'GOFLAGS=-trimpath',
  'GOFLAGS=-mod=readonly',
  'GOFLAGS=-tags=special -trimpath',
  'GOFLAGS=-json',
  'GOWORK=off',
  'GODEBUG=panicnil=1',
] as const;

function tagged(main: string): readonly Step[] {
  return ['special', '!special'].map((tag) => ({
    do: 'write',
    path: `${main}/${tag === 'special' ? 'special' : 'usual'}.go`,
    text: `//go:build ${tag}\n\npackage main\n\nfunc init() { println("built ${tag}") }\n`,
  }));
}

/** How Go is set up: its own file of settings, overlays, other names for go.mod, what is built by hand. */
export const settingEdits: readonly EditKind[] = [
  {
    name: 'another setting of go env',
    weight: 4,
    steps: (world, random) => [
      ...(world.has(`${world.main}/special.go`) ? [] : tagged(world.main)),
      { do: 'go', folder: 'settings', words: ['env', '-w', random.pick(settings)] },
    ],
  },
  {
    name: 'another setting of go env and another word at once',
    weight: 2,
    steps: (world, random) => [
      ...(world.has(`${world.main}/special.go`) ? [] : tagged(world.main)),
      { do: 'go', folder: 'settings', words: ['env', '-w', random.pick(settings)] },
      { do: 'write', path: `${world.main}/text.go`, text: textText(word(random)) },
    ],
  },
  {
    name: 'a setting of go env that stamps a word',
    steps: (world, random) => [
      {
        do: 'write',
        path: `${world.main}/stamp.go`,
        text: 'package main\n\nvar stamp = "none"\n\nfunc init() { println("stamp", stamp) }\n',
      },
      {
        do: 'go',
        folder: 'settings',
        words: ['env', '-w', `GOFLAGS=-ldflags=-X=main.stamp=${word(random)}`],
      },
    ],
  },
  {
    name: 'go env is as at first',
    weight: 2,
    steps: () => [{ do: 'write', path: 'settings/goenv', text: 'GOFLAGS=-buildvcs=false\n' }],
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

/** What is asked of Sim itself. */
export const simEdits: readonly EditKind[] = [
  { name: 'a build by hand', weight: 2, steps: () => [{ do: 'rebuild' }] },
  { name: 'another controller', weight: 2, steps: () => [{ do: 'restart' }] },
  { name: 'down and up', weight: 2, steps: () => [{ do: 'down-and-up' }] },
];
