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

/** How Go is set up by its own file of settings. */
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
    name: 'another processor of the same kind',
    slow: true,
    steps: (_, random) => [
      { do: 'go', folder: 'settings', words: ['env', '-w', `GOAMD64=v${1 + random.below(2)}`] },
    ],
  },
  {
    name: 'go env is as at first',
    weight: 2,
    steps: () => [{ do: 'write', path: 'settings/goenv', text: 'GOFLAGS=-buildvcs=false\n' }],
  },
];

/** What is asked of Sim itself. */
export const simEdits: readonly EditKind[] = [
  { name: 'a build by hand', weight: 2, steps: () => [{ do: 'rebuild' }] },
  { name: 'another controller', weight: 2, steps: () => [{ do: 'restart' }] },
  { name: 'down and up', weight: 2, steps: () => [{ do: 'down-and-up' }] },
];
