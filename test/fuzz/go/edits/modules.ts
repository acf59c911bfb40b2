import type { Random } from '../../random.ts';
import type { Step } from '../steps.ts';
import { type EditKind, type World, word } from '../world.ts';

/** The file that says which modules there are, as the tree has it. */
function moduleFile(world: World): string | undefined {
  return ['app/local.mod', 'app/go.mod', 'go.mod'].find((path) => world.has(path));
}

function onModule(steps: (path: string, text: string, random: Random) => readonly Step[]): EditKind['steps'] {
  return (world, random) => {
    const path = moduleFile(world);
    return path === undefined ? undefined : steps(path, world.read(path) ?? '', random);
  };
}

function toggles(path: string, text: string): EditKind['steps'] {
  return (world) => [world.has(path) ? { do: 'remove', path } : { do: 'write', path, text }];
}

/** Modules, and where they are looked for. */
export const moduleEdits: readonly EditKind[] = [
  {
    name: 'another folder stands in for a module',
    weight: 3,
    steps: onModule((path, text, random) => {
      const [module, folders] = random.pick([
        ['lib', ['lib', 'lib2']],
        ['dep v1.0.0', ['dep1', 'dep2']],
      ] as const);
      const folder = random.pick(folders);
      const depth = path === 'go.mod' ? './' : '../';
      const to = `example.test/${module} => ${depth}${folder}`;
      return [{ do: 'write', path, text: text.replace(new RegExp(`example\\.test/${module} => \\S+`), to) }];
    }),
  },
  {
    name: 'another version is asked for',
    weight: 2,
    steps: onModule((path, _, random) => [
      {
        do: 'replace',
        path,
        from: 'example.test/dep v1\\.\\d\\.0$',
        to: `example.test/dep v1.${random.below(2)}.0`,
      },
    ]),
  },
  {
    name: 'another version of the language',
    weight: 2,
    steps: onModule((path, _, random) => [
      { do: 'replace', path, from: '^go .*', to: `go ${random.pick(['1.21', '1.24', '1.24.0', '1.26'])}` },
    ]),
  },
  {
    name: 'a version of the language for one file',
    steps: (world, random) => [
      {
        do: 'replace',
        path: `${world.main}/text.go`,
        from: '^(//go:build .*\n\n)?package main',
        to: `${random.chance(0.5) ? '//go:build go1.21\n\n' : ''}package main`,
      },
    ],
  },
  {
    name: 'a version of the language that is too new',
    breaks: true,
    steps: onModule((path) => [{ do: 'replace', path, from: '^go .*', to: 'go 1.99.0' }]),
  },
  {
    name: 'a remark in go.mod',
    steps: onModule((path, text, random) => [{ do: 'write', path, text: `${text}\n// ${word(random)}\n` }]),
  },
  {
    name: 'go.mod sets how the runtime behaves',
    steps: onModule((path, text, random) => [
      {
        do: 'write',
        path,
        text: `${text.replace(/\ngodebug .*\n/, '')}\ngodebug panicnil=${random.below(2)}\n`,
      },
    ]),
  },
  {
    name: 'a module that nobody has',
    breaks: true,
    steps: (world) => [
      {
        do: 'write',
        path: `${world.main}/use_nobody.go`,
        text: 'package main\n\nimport _ "example.test/nobody/has"\n',
      },
    ],
  },
  {
    name: 'a module that is asked for and used without its go.mod being tidy',
    breaks: true,
    steps: () => [
      {
        do: 'write',
        path: 'lib/go.mod',
        text: 'module example.test/lib\n\ngo 1.24\n\nrequire example.test/dep v1.1.0\n',
      },
      { do: 'write', path: 'lib/uses.go', text: 'package lib\n\nimport _ "example.test/dep"\n' },
    ],
  },
  { name: 'go.sum comes or goes', steps: toggles('app/go.sum', '') },
  {
    name: 'a go.mod between the root and a package comes or goes',
    weight: 2,
    steps: (world, random) =>
      toggles(
        `app/${random.pick(['internal', 'part', 'part/deep', 'cmd'])}/go.mod`,
        'module example.test/nested\n',
      )(world, random),
  },
  {
    name: 'go.mod goes from the app',
    breaks: true,
    steps: (world) => (world.has('app/go.mod') ? [{ do: 'remove', path: 'app/go.mod' }] : undefined),
  },
  {
    name: 'a go.mod above',
    steps: (world) =>
      world.has('go.mod')
        ? [{ do: 'remove', path: 'go.mod' }]
        : [{ do: 'write', path: 'go.mod', text: aboveModule }],
  },
  {
    name: 'go.mod moves up',
    weight: 2,
    steps: (world) =>
      world.has('app/go.mod')
        ? [
            { do: 'remove', path: 'app/go.mod' },
            { do: 'write', path: 'go.mod', text: aboveModule },
          ]
        : [{ do: 'write', path: 'app/go.mod', text: belowModule }],
  },
  {
    name: 'the folder of a module goes and comes back',
    steps: (_, random) => [
      { do: 'move', path: 'lib', to: 'aside' },
      { do: 'pause', ms: random.below(800) },
      { do: 'move', path: 'aside', to: 'lib' },
    ],
  },
  {
    name: 'the folder of a module goes',
    breaks: true,
    steps: (_, random) => [{ do: 'remove', path: random.pick(['lib', 'dep1']) }],
  },
];

const requirements = (depth: string) => `
go 1.24

require (
	example.test/dep v1.0.0
	example.test/lib v0.0.0
)

replace (
	example.test/dep v1.0.0 => ${depth}dep1
	example.test/dep v1.1.0 => ${depth}dep2
	example.test/lib => ${depth}lib
)
`;

/** Of a module above, the packages have the same paths where it is called so. */
const aboveModule = `module example.test\n${requirements('./')}`;
const belowModule = `module example.test/app\n${requirements('../')}`;
