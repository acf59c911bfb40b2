import { expect, test } from 'vitest';
import { sourceFiles } from './sources.js';

const pureRooms = ['src/contract/schemas/', 'src/environment/', 'src/state/', 'src/words/'];

test.each(pureRooms)('%s reads no clock and rolls no dice', (room) => {
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

test('nobody but main ends the process', () => {
  const found = sourceFiles()
    .filter(({ path, text }) => path !== 'src/main.ts' && /process\.exit\(/.test(text))
    .map(({ path }) => path);
  expect(found).toEqual([]);
});

test('the replay of builds has one door', () => {
  const room = 'src/adapters/go/replay/';
  const found = sourceFiles()
    .filter(({ path }) => !path.startsWith(room))
    .filter(({ imports }) =>
      imports.some(({ target }) => target.startsWith(room) && target !== `${room}replay.ts`),
    )
    .map(({ path }) => path);
  expect(found).toEqual([]);
});

test('what acts on instances and watches them knows no engine: the runtime is the only way', () => {
  const found = sourceFiles()
    .filter(({ path }) => /^src\/(effects|inputs|queries|controller)\//.test(path))
    .flatMap(({ path, imports }) =>
      imports
        .filter(({ target }) => target.startsWith('src/adapters/docker/') || target === 'dockerode')
        .map(({ target }) => `${path} -> ${target}`),
    );
  expect(found).toEqual([]);
});

test('the schemas are loaded by whoever reads a request or prints one, and not by each command', () => {
  const schemas = 'src/contract/schemas/';
  const found = sourceFiles()
    .filter(({ path }) => path.startsWith('src/contract/') && !path.startsWith(schemas))
    .filter(({ imports }) =>
      imports.some(({ target, typesOnly }) => !typesOnly && (target === 'zod' || target.startsWith(schemas))),
    )
    .map(({ path }) => path);
  expect(found).toEqual([]);
});
