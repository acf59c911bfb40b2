import type { EditKind } from '../world.ts';

/** A file of package main that Go refuses, by name. */
const refused: Readonly<Record<string, string>> = {
  'a name that nobody has': 'func init() { println(nobody) }\n',
  'another type than is wanted': 'var count int = "one"\n',
  'a brace too few': 'func init() { println("x")\n',
  'an import that nobody uses': 'import "example.test/app/say"\n',
  'two errors, one in generated code':
    'var count int = "one"\n\nfunc grammar() string {\n//line grammar.y:7\n\treturn rule\n}\n',
  'eleven errors': Array.from({ length: 12 }, (_, i) => `var v${i} int = "${i}"\n`).join(''),
  'the same name twice': 'const text = "again"\n',
  'two functions main': 'func main() {}\n',
  'a string that does not end': 'const open = "open\n',
  'a package of somebody else': 'import _ "example.test/app/part/internal/secret"\n',
  'an error over several lines':
    'type speaker interface{ Speak() string }\n\ntype dog struct{}\n\nfunc (dog) Speak() int { return 1 }\n\nvar _ speaker = dog{}\n',
  'a test imported': 'import _ "testing/nothing"\n',
};

function breaks(name: string, text: string): EditKind {
  return {
    name,
    breaks: true,
    steps: (world) => [{ do: 'write', path: `${world.main}/refused.go`, text: `package main\n\n${text}` }],
  };
}

/** Source that Go refuses, and its repair. */
export const errorEdits: readonly EditKind[] = [
  ...Object.entries(refused).map(([name, text]) => breaks(name, text)),
  {
    name: 'the refused file goes',
    weight: 6,
    steps: (world) =>
      world.has(`${world.main}/refused.go`)
        ? [{ do: 'remove', path: `${world.main}/refused.go` }]
        : undefined,
  },
  {
    name: 'two packages in one folder',
    breaks: true,
    steps: () => [{ do: 'write', path: 'app/part/refused.go', text: 'package other\n' }],
  },
  {
    name: 'an error in a package',
    breaks: true,
    steps: (_, random) => [
      {
        do: 'write',
        path: `${random.pick(['app/part', 'app/part/deep'])}/broken.go`,
        text: `package ${random.pick(['part', 'deep'])}\n\nvar count int = "one"\n`,
      },
    ],
  },
  {
    name: 'a broken file of a package goes',
    weight: 3,
    steps: (world) => {
      const broken = world.files(/\/(broken|refused|circle)\.go$/, 'app/part');
      return broken.length === 0 ? undefined : broken.map((path) => ({ do: 'remove', path }));
    },
  },
  {
    name: 'a go.mod that cannot be read',
    breaks: true,
    steps: (world) =>
      world.has('app/go.mod')
        ? [{ do: 'replace', path: 'app/go.mod', from: '^go .*', to: 'nonsense here' }]
        : undefined,
  },
  {
    name: 'no file of package main is left for this system',
    breaks: true,
    steps: (world) =>
      world
        .files(/\.go$/, world.main)
        .filter((path) => !path.slice(world.main.length + 1).includes('/'))
        .map((path) => ({
          do: 'replace',
          path,
          from: '^package main',
          to: '//go:build windows\n\npackage main',
        })),
  },
  {
    name: 'a build constraint that cannot be read',
    breaks: true,
    steps: (world) => [
      { do: 'write', path: `${world.main}/refused.go`, text: '//go:build (linux\n\npackage main\n' },
    ],
  },
];
