import { webText } from '../sources.ts';
import type { Step } from '../steps.ts';
import { type EditKind, word } from '../world.ts';

const spellings = [
  '//go:embed page.txt',
  '//go:embed *',
  '//go:embed *.txt',
  '//go:embed page',
  '//go:embed all:page',
  '//go:embed page/*',
  '//go:embed all:page/*',
  '//go:embed */*.tmpl',
  '//go:embed page/[a-m]*.tmpl',
  '//go:embed page.txt page/*.tmpl',
  '//go:embed "page.txt" `page/with space.txt`',
  '//go:embed page.txt\n//go:embed page/css',
  '//go:embed page.txt all:page/.vscode',
  '//go:embed page/node_modules page.txt',
  '//go:embed page/.hidden page/x~',
] as const;

const names = [
  'page.txt',
  'other.txt',
  'page/a.tmpl',
  'page/z.tmpl',
  'page/with space.txt',
  'page/css/site.css',
  'page/css/deep/x.css',
  'page/.hidden',
  'page/_under',
  'page/x~',
  'page/page.orig',
  'page/a.rej',
  'page/a.bak',
  'page/app.tmp',
  'page/#a#',
  'page/.vscode/settings.json',
  'page/.idea/w.xml',
  'page/node_modules/m.js',
  'page/.git/HEAD',
  'page/x_test.go',
  'page/main.go',
  '.hidden',
  '_under.txt',
] as const;

const web = 'app/web';

/** All that some spelling asks for, so that Go finds it. */
function needed(spelling: string): readonly Step[] {
  const plain = ['page.txt', 'page/a.tmpl', 'page/with space.txt', 'page/css/site.css'];
  const rare = ['page/.vscode/settings.json', 'page/node_modules/m.js', 'page/.hidden', 'page/x~'];
  const wanted = rare.filter((name) => spelling.includes(name.split('/')[1] ?? ''));
  return [...plain, ...wanted].map((name) => ({ do: 'write', path: `${web}/${name}`, text: 'w500' }));
}

/** What `//go:embed` takes in. */
export const embedEdits: readonly EditKind[] = [
  {
    name: 'another spelling of what is embedded',
    weight: 5,
    steps: (world, random) => {
      const spelling = random.pick(spellings);
      return [
        ...needed(spelling).filter((step) => step.do !== 'write' || !world.has(step.path)),
        { do: 'write', path: `${web}/web.go`, text: webText(spelling) },
        {
          do: 'write',
          path: `${world.main}/use_web.go`,
          text: 'package main\n\nimport _ "example.test/app/web"\n',
        },
      ];
    },
  },
  {
    name: 'a file that may be embedded',
    weight: 8,
    steps: (world, random) =>
      world.has(`${world.main}/use_web.go`)
        ? [{ do: 'write', path: `${web}/${random.pick(names)}`, text: word(random) }]
        : undefined,
  },
  {
    name: 'a file that may be embedded, saved by rename',
    steps: (world, random) =>
      world.has(`${world.main}/use_web.go`)
        ? [{ do: 'write', path: `${web}/${random.pick(names)}`, text: word(random), how: 'rename' }]
        : undefined,
  },
  {
    name: 'a file that may be embedded goes',
    weight: 3,
    steps: (world, random) => {
      const there = names.filter((name) => name !== 'page.txt' && world.has(`${web}/${name}`));
      return there.length === 0 ? undefined : [{ do: 'remove', path: `${web}/${random.pick(there)}` }];
    },
  },
  {
    name: 'the embedded folder goes',
    steps: (world) => (world.has(`${web}/page`) ? [{ do: 'remove', path: `${web}/page` }] : undefined),
  },
  {
    name: 'an embedded folder goes and comes back',
    steps: (world, random) =>
      world.has(`${web}/page`)
        ? [
            { do: 'move', path: `${web}/page`, to: 'aside' },
            { do: 'pause', ms: random.below(300) },
            { do: 'write', path: 'aside/a.tmpl', text: word(random) },
            { do: 'move', path: 'aside', to: `${web}/page` },
          ]
        : undefined,
  },
  {
    name: 'a module among what is embedded',
    steps: (world) =>
      world.has(`${web}/page/css`)
        ? [
            world.has(`${web}/page/css/go.mod`)
              ? { do: 'remove', path: `${web}/page/css/go.mod` }
              : { do: 'write', path: `${web}/page/css/go.mod`, text: 'module example.test/css\n' },
          ]
        : undefined,
  },
  {
    name: 'a link among what is embedded',
    steps: (world) =>
      world.has(`${web}/page`)
        ? [
            world.isLink(`${web}/page/link.tmpl`)
              ? { do: 'remove', path: `${web}/page/link.tmpl` }
              : { do: 'link', path: `${web}/page/link.tmpl`, target: 'a.tmpl' },
          ]
        : undefined,
  },
  {
    name: 'a pattern that matches nothing',
    breaks: true,
    steps: (world) =>
      world.has(`${world.main}/use_web.go`)
        ? [{ do: 'write', path: `${web}/web.go`, text: webText('//go:embed nothing/*.here') }]
        : undefined,
  },
];
