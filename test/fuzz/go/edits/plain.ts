import type { Random } from '../../random.ts';
import type { Step } from '../steps.ts';
import { type EditKind, type World, word } from '../world.ts';

/** Folders with source that is in binaries, or could come in. */
export const sources = ['app', 'lib', 'lib2', 'dep1', 'dep2', 'over', 'vendor'] as const;

const goFile = /^(?!.*_test\.go$).*\.go$/;

/** A Go file that lies there, if there is any. */
export function anyFile(world: World, random: Random, pattern = goFile): string | undefined {
  const files = world.files(pattern, ...sources);
  return files.length === 0 ? undefined : random.pick(files);
}

/** Steps on a file of that kind, if there is one. */
function onFile(
  steps: (path: string, text: string, random: Random) => readonly Step[],
  pattern?: RegExp,
): EditKind['steps'] {
  return (world, random) => {
    const path = anyFile(world, random, pattern);
    return path === undefined ? undefined : steps(path, world.read(path) ?? '', random);
  };
}

const constant = '(?<=^const (?:Word|word|text) = ")[^"]*';

/** What people do all day. */
export const plainEdits: readonly EditKind[] = [
  {
    name: 'another word',
    weight: 8,
    steps: onFile((path, _, random) => [{ do: 'replace', path, from: constant, to: word(random) }]),
  },
  {
    name: 'another word, saved by rename',
    weight: 2,
    steps: onFile((path, text, random) => [
      { do: 'write', path, text: text.replace(new RegExp(constant, 'm'), word(random)), how: 'rename' },
    ]),
  },
  {
    name: 'another word, saved in halves',
    steps: onFile((path, text, random) => [
      { do: 'write', path, text: text.replace(new RegExp(constant, 'm'), word(random)), how: 'halves' },
    ]),
  },
  {
    name: 'another word, and the clock set back',
    steps: onFile((path, _, random) => [
      { do: 'replace', path, from: constant, to: word(random) },
      { do: 'age', path, seconds: 3600 * random.below(1000) },
    ]),
  },
  {
    name: 'another word and the one before again',
    steps: onFile((path, text, random) => [
      { do: 'replace', path, from: constant, to: word(random) },
      { do: 'pause', ms: random.below(400) },
      { do: 'write', path, text },
    ]),
  },
  { name: 'saved as it is', steps: onFile((path, text) => [{ do: 'write', path, text }]) },
  { name: 'touched', steps: onFile((path) => [{ do: 'age', path, seconds: 0 }]) },
  {
    name: 'a remark',
    weight: 2,
    steps: onFile((path, text, random) => [{ do: 'write', path, text: `${text}\n// ${word(random)}\n` }]),
  },
  {
    name: 'a constant that others put into their code',
    weight: 2,
    steps: onFile((path, _, random) => [
      { do: 'replace', path, from: '(?<=^const number = )\\d+', to: String(7 + random.below(2)) },
    ]),
  },
  {
    name: 'a function that is put into its callers',
    steps: onFile((path, _, random) => [
      {
        do: 'replace',
        path,
        from: '^func Number.*',
        to: `func Number() int { return number + ${random.below(2)} - 0 }`,
      },
    ]),
  },
  {
    name: 'a generic function does more',
    steps: onFile((path, _, random) => [
      {
        do: 'replace',
        path,
        from: '^func Same.*',
        to: `func Same[T any](one T) T { say.Add("generic ${word(random)}"); return one }`,
      },
    ]),
  },
  {
    name: 'line ends of Windows',
    steps: onFile((path, text) => [
      {
        do: 'write',
        path,
        text: text.includes('\r') ? text.replaceAll('\r', '') : text.replaceAll('\n', '\r\n'),
      },
    ]),
  },
  {
    name: 'a file of another name: it is initialised sooner or later',
    steps: onFile((path, _, random) => [
      { do: 'move', path, to: path.replace(/([^/]*)$/, (name) => `${random.pick(['a', 'm', 'z'])}${name}`) },
    ]),
  },
  {
    name: 'a file goes for a moment',
    steps: onFile((path, text, random) => [
      { do: 'remove', path },
      { do: 'pause', ms: random.below(400) },
      { do: 'write', path, text },
    ]),
  },
  {
    name: 'a large file',
    steps: (world, random) => {
      const said = word(random);
      const text = `package main\n\nimport "example.test/app/say"\n\nfunc init() { say.Add("large ${said}") }\n\n/* ${'x'.repeat(1_100_000)} */\n`;
      return [{ do: 'write', path: `${world.main}/large.go`, text }];
    },
  },
  {
    name: 'many files at once',
    steps: (world, random) => {
      const said = word(random);
      return Array.from({ length: 30 }, (_, i) => ({
        do: 'write' as const,
        path: `${world.main}/many${i}.go`,
        text: `package main\n\nconst many${i} = "${said}"\n${i === 0 ? '\nfunc init() { println(many29) }\n' : ''}`,
      }));
    },
  },
  {
    name: 'many files go',
    steps: (world) =>
      world.has(`${world.main}/many0.go`)
        ? Array.from({ length: 30 }, (_, i) => ({ do: 'remove' as const, path: `${world.main}/many${i}.go` }))
        : undefined,
  },
];
