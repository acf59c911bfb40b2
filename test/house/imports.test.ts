import { expect, test } from 'vitest';
import { sourceFiles, targetOf } from './sources.js';

/** What the pure rooms may import besides their own files; packages by name, rooms by folder. */
const pureRooms: Record<string, readonly string[]> = {
  'src/environment/': ['src/environment/', 'src/errors.js', 'zod', 'yaml', 'js-yaml', 'node:path'],
  'src/state/': [
    'src/state/',
    'src/environment/environment.js',
    'src/errors.js',
    'src/words/',
    '@dagrejs/dagre',
  ],
  'src/words/': ['src/words/'],
};

/** `file -> import` for each import that breaks a rule. */
function offences(applies: (path: string) => boolean, allowed: (target: string, path: string) => boolean) {
  return sourceFiles()
    .filter(({ path }) => applies(path))
    .flatMap(({ path, imports }) =>
      imports
        .map((specifier) => targetOf(path, specifier))
        .filter((target) => !allowed(target, path))
        .map((target) => `${path} -> ${target}`),
    );
}

test.each(Object.entries(pureRooms))('%s is pure: it imports nothing that does I/O', (room, allowed) => {
  const found = offences(
    (path) => path.startsWith(room),
    (target) => allowed.some((each) => (each.endsWith('/') ? target.startsWith(each) : target === each)),
  );
  expect(found).toEqual([]);
});

test.each(Object.keys(pureRooms))('%s reads no clock and rolls no dice', (room) => {
  const found = sourceFiles()
    .filter(({ path }) => path.startsWith(room))
    .filter(({ text }) =>
      /Date\.now|new Date\(\)|performance\.now|Math\.random|\bprocess\.|\bset(Timeout|Interval|Immediate)\(/.test(
        text,
      ),
    )
    .map(({ path }) => path);
  expect(found).toEqual([]);
});

test('outputs know the state, the queries port and each other, and nothing that acts', () => {
  const actors = [
    'src/effects/',
    'src/inputs/',
    'src/adapters/',
    'src/images/',
    'src/engine/',
    'src/cli/',
    'src/sim.js',
  ];
  const found = offences(
    (path) => path.startsWith('src/outputs/'),
    (target) => !actors.some((actor) => target.startsWith(actor)),
  );
  expect(found).toEqual([]);
});

test('only main and the commands know the composition root', () => {
  const found = offences(
    (path) => path !== 'src/main.ts' && !path.startsWith('src/cli/'),
    (target) => target !== 'src/sim.js',
  );
  expect(found).toEqual([]);
});

test('nobody but main ends the process', () => {
  const found = sourceFiles()
    .filter(({ path, text }) => path !== 'src/main.ts' && /process\.exit\(/.test(text))
    .map(({ path }) => path);
  expect(found).toEqual([]);
});

test('the replay of builds has one door', () => {
  const room = 'src/adapters/go/replay/';
  const found = offences(
    (path) => !path.startsWith(room),
    (target) => !target.startsWith(room) || target === `${room}replay.js`,
  );
  expect(found).toEqual([]);
});
