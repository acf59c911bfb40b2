import { importingText, libText, packageText } from '../sources.ts';
import { type EditKind, word } from '../world.ts';

/** Links that switch, dangle and lead to folders. */
export const linkEdits: readonly EditKind[] = [
  {
    name: 'a source file is a link, and it switches',
    weight: 3,
    steps: (world, random) => {
      const target = random.pick(['one', 'two']);
      return [
        ...['one', 'two'].map((name) => ({
          do: 'write' as const,
          path: `elsewhere/${name}.go`,
          text: `package main\n\nfunc init() { println("linked ${name}") }\n`,
        })),
        { do: 'link', path: `${world.main}/linked.go`, target: `@ROOT@/elsewhere/${target}.go` },
      ];
    },
  },
  {
    name: 'what a link leads to changes',
    weight: 2,
    steps: (world, random) =>
      world.has('elsewhere/one.go')
        ? [
            {
              do: 'write',
              path: `elsewhere/${random.pick(['one', 'two'])}.go`,
              text: `package main\n\nfunc init() { println("linked ${word(random)}") }\n`,
            },
          ]
        : undefined,
  },
  {
    name: 'a source file that is a link to nowhere',
    breaks: true,
    steps: (world, random) => [
      {
        do: 'link',
        path: `${random.pick([world.main, 'app/part'])}/dangling.go`,
        target: random.pick(['nowhere.go', '@ROOT@/elsewhere/nowhere.go']),
      },
    ],
  },
  {
    name: 'what a dangling link leads to is made',
    steps: (world, random) =>
      world.isLink(`${world.main}/dangling.go`)
        ? [
            {
              do: 'write',
              path: `${random.pick([world.main, 'elsewhere'])}/nowhere.go`,
              text: 'package main\n',
            },
          ]
        : undefined,
  },
  {
    name: 'a link to nowhere goes',
    weight: 2,
    steps: (world) => {
      const path = [`${world.main}/dangling.go`, 'app/part/dangling.go'].find(world.isLink);
      return path === undefined ? undefined : [{ do: 'remove', path }];
    },
  },
  {
    name: 'a package is a link to a folder, and it switches',
    weight: 3,
    steps: (world, random) => [
      ...['left', 'right']
        .filter((name) => !world.has(`app/${name}/behind.go`))
        .map((name) => ({
          do: 'write' as const,
          path: `app/${name}/behind.go`,
          text: packageText('behind', `${name}-${word(random)}`),
        })),
      { do: 'link', path: 'app/behind', target: random.pick(['left', 'right']) },
      {
        do: 'write',
        path: `${world.main}/use_behind.go`,
        text: importingText('example.test/app/behind', 'behind', 'behind.Word'),
      },
    ],
  },
  {
    name: 'the folder that a module stands in is a link, and it switches',
    weight: 2,
    steps: (world, random) => {
      const isApp = world.has('app/go.mod');
      if (!isApp) return undefined;
      const text = (world.read('app/go.mod') ?? '').replace(/lib => \S+/, 'lib => ../current');
      return [
        { do: 'write', path: 'lib3/go.mod', text: 'module example.test/lib\n\ngo 1.24\n' },
        { do: 'write', path: 'lib3/lib.go', text: libText('lib', `lib3-${word(random)}`) },
        { do: 'link', path: 'current', target: random.pick(['lib', 'lib2', 'lib3']) },
        { do: 'write', path: 'app/go.mod', text },
      ];
    },
  },
  {
    name: 'the linked module changes',
    steps: (world, random) =>
      world.has('lib3')
        ? [{ do: 'write', path: 'lib3/lib.go', text: libText('lib', `lib3-${word(random)}`) }]
        : undefined,
  },
  {
    name: 'a link that leads round in a circle',
    breaks: true,
    steps: (world) => [{ do: 'link', path: `${world.main}/dangling.go`, target: 'dangling.go' }],
  },
];
