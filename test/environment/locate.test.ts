import { expect, test } from 'vitest';
import { declarationOf, find, findAmong, namesIn } from '../../src/environment/locate.js';
import { parseSource } from '../../src/environment/source.js';
import { stackSource } from './declare.js';

const source = stackSource(
  'app',
  `x-base: &base
  restart: always
  x-sim: {kind: worker}
services:
  a:
    <<: *base
    ports: ["80:80", "81:81"]
  b: *base
`,
);
const place = (...path: (string | number)[]) => {
  const found = find(source, path);
  return found && [found.location.line, found.location.column, found.depth];
};

test('keys, list items, merged keys and aliases are found where they were written', () => {
  expect(place('services', 'a')).toEqual([5, 3, 2]);
  expect(place('services', 'a', 'ports', 1)).toEqual([7, 22, 4]);
  expect(place('services', 'a', 'x-sim', 'kind')).toEqual([3, 11, 4]);
  expect(place('services', 'b', 'restart')).toEqual([2, 3, 3]);
});

test('of what is not there the deepest part that is there is found', () => {
  expect(place('services', 'a', 'ports', 7)).toEqual([7, 5, 3]);
});

test('of several files the one that says most counts, and of equal ones the last', () => {
  const first = stackSource('one', 'services:\n  a: {image: x, user: me}\n');
  const second = stackSource('two', 'services:\n  a: {image: y}\n');
  expect(findAmong([first, second], ['services', 'a', 'image'])?.location.file).toBe(second.file);
  expect(findAmong([first, second], ['services', 'a', 'user'])?.location.file).toBe(first.file);
});

test('a file that is only extended declares no service', () => {
  const base = parseSource('/project/base.yaml', 'services:\n  a: {image: x}\n', { declares: false });
  expect(declarationOf([base, source], 'a')?.source).toBe(source);
});

test('the services of a file are known even where another part of it is broken', () => {
  expect(namesIn(source, 'services')).toEqual(['a', 'b']);
  expect(namesIn(stackSource('c', 'services:\n  a: {image: [}\n'), 'services')).toContain('a');
});
