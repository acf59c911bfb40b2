import type { Random } from '../../random.ts';
import { importingText, mainText, packageText, textText } from '../sources.ts';
import type { Step } from '../steps.ts';
import { type EditKind, type World, word } from '../world.ts';

/** Packages that come and go: the folder below `app`, and its name. */
const comers = ['fresh', 'fresh/inner', 'internal/later', 'behind'] as const;

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function uses(world: World, path: string): Step {
  const name = nameOf(path);
  return {
    do: 'write',
    path: `${world.main}/use_${name}.go`,
    text: importingText(`example.test/app/${path}`, name, `${name}.Word`),
  };
}

function makes(path: string, random: Random): Step {
  const name = nameOf(path);
  return { do: 'write', path: `app/${path}/${name}.go`, text: packageText(name, word(random)) };
}

/** Packages and folders that come, go and move. */
export const packageEdits: readonly EditKind[] = [
  {
    name: 'a package and its import',
    weight: 2,
    steps: (world, random) => {
      const path = random.pick(comers);
      return [makes(path, random), { do: 'pause', ms: random.below(60) }, uses(world, path)];
    },
  },
  {
    name: 'an import whose package is made later',
    weight: 2,
    steps: (world, random) => {
      const path = random.pick(comers);
      return [uses(world, path), { do: 'pause', ms: random.below(1200) }, makes(path, random)];
    },
  },
  {
    name: 'an import of a package that is not there',
    breaks: true,
    steps: (world, random) => {
      const path = random.pick(comers.filter((each) => !world.has(`app/${each}`)).concat('fresh'));
      return world.has(`app/${path}`) ? undefined : [uses(world, path)];
    },
  },
  {
    name: 'the missing package is made',
    weight: 3,
    steps: (world, random) => {
      const missing = comers.find(
        (each) =>
          world.has(`${world.main}/use_${nameOf(each)}.go`) && !world.has(`app/${each}/${nameOf(each)}.go`),
      );
      return missing === undefined ? undefined : [makes(missing, random)];
    },
  },
  {
    name: 'an empty folder',
    steps: (world, random) => {
      const path = `app/${random.pick(comers)}`;
      return world.has(path) ? undefined : [{ do: 'folder', path }];
    },
  },
  {
    name: 'a package is no longer imported',
    steps: (world, random) => [{ do: 'remove', path: `${world.main}/use_${nameOf(random.pick(comers))}.go` }],
  },
  {
    name: 'a package goes',
    breaks: true,
    steps: (world, random) => {
      const there = [...comers, 'part', 'part/deep', 'internal/core'].filter((each) =>
        world.isFolder(`app/${each}`),
      );
      return there.length === 0 ? undefined : [{ do: 'remove', path: `app/${random.pick(there)}` }];
    },
  },
  {
    name: 'a package imports another one',
    steps: (_, random) => [
      {
        do: 'write',
        path: 'app/part/imports.go',
        text: `package part\n\nimport _ "example.test/app/${random.pick(['internal/core', 'fresh', 'say'])}"\n`,
      },
    ],
  },
  {
    name: 'a circle of imports',
    breaks: true,
    steps: () => [
      {
        do: 'write',
        path: 'app/part/circle.go',
        text: 'package part\n\nimport _ "example.test/app/part/deep"\n',
      },
      {
        do: 'write',
        path: 'app/part/deep/circle.go',
        text: 'package deep\n\nimport _ "example.test/app/part"\n',
      },
    ],
  },
  {
    name: 'an import by another name',
    steps: (world, random) => {
      const alias = random.pick(['part', 'piece', 'share']);
      const text = importingText('example.test/app/part', alias, `${alias}.Word`);
      return [{ do: 'write', path: `${world.main}/use_part.go`, text }];
    },
  },
  {
    name: 'a package moves',
    weight: 2,
    steps: (world) => {
      const [from, to] = world.isFolder('app/part/deep')
        ? ['part/deep', 'deeper/deep']
        : ['deeper/deep', 'part/deep'];
      if (!world.isFolder(`app/${from}`)) return undefined;
      return [
        { do: 'move', path: `app/${from}`, to: `app/${to}` },
        {
          do: 'write',
          path: `${world.main}/use_deep.go`,
          text: importingText(`example.test/app/${to}`, 'deep', 'deep.Same(deep.Word)'),
        },
      ];
    },
  },
  {
    name: 'the folder of the service goes and comes back',
    weight: 2,
    steps: (world, random) => [
      { do: 'move', path: world.main, to: 'aside' },
      { do: 'pause', ms: random.below(600) },
      { do: 'move', path: 'aside', to: world.main },
    ],
  },
  {
    name: 'a folder goes and comes back with another word',
    weight: 2,
    steps: (world, random) => {
      const path = random.pick(['part', 'internal/core']);
      if (!world.isFolder(`app/${path}`)) return undefined;
      return [
        { do: 'move', path: `app/${path}`, to: 'aside' },
        {
          do: 'replace',
          path: `aside/${nameOf(path)}.go`,
          from: '(?<=^const Word = ")[^"]*',
          to: word(random),
        },
        { do: 'pause', ms: random.below(600) },
        { do: 'move', path: 'aside', to: `app/${path}` },
      ];
    },
  },
  {
    name: 'another folder is served',
    weight: 2,
    steps: (world, random) => [
      { do: 'write', path: 'app/cmd/other/main.go', text: mainText },
      { do: 'write', path: 'app/cmd/other/text.go', text: textText(word(random)) },
      { do: 'serve', folder: random.pick(['app/cmd/other', world.main]) },
    ],
  },
  {
    name: 'its word while another folder may be served',
    steps: (_, random) => [{ do: 'write', path: 'app/cmd/other/text.go', text: textText(word(random)) }],
  },
  {
    name: 'package main becomes another package',
    breaks: true,
    steps: (world) =>
      world
        .files(/\.go$/, world.main)
        .filter((path) => !path.slice(world.main.length + 1).includes('/'))
        .map((path) => ({ do: 'replace' as const, path, from: '^package main', to: 'package served' })),
  },
];
