import { expect, test } from 'vitest';
import { differenceOf } from './differences.ts';
import type { Says } from './machine.ts';
import type { PlainAnswer } from './plain-go.ts';

const root = '/home/me/work';
const live: Says = { state: 'live', answer: 'one', refused: false, words: '', builds: [] };
const stale = (words: string): Says => ({ state: 'stale', answer: 'one', refused: true, words, builds: [] });
const answers = (answer: string, exitCode = 0): PlainAnswer => ({ built: true, answer, exitCode, work: '' });
const refused = (words: string, fromRoot = words): PlainAnswer => ({ built: false, words, fromRoot });

test('the same answer is no difference, another one is wrong code', () => {
  expect(differenceOf(answers('one'), live, root)).toBeUndefined();
  expect(differenceOf(answers('two'), live, root)).toMatchObject({ kind: 'wrong code' });
});

test('what Go builds must be live, and what it refuses must not', () => {
  expect(differenceOf(answers('one'), stale('x'), root)).toMatchObject({ kind: 'stale' });
  expect(differenceOf(answers('two'), { ...live, state: 'building' }, root)).toMatchObject({ kind: 'stale' });
  expect(differenceOf(refused('x'), live, root)).toMatchObject({ kind: 'called live' });
});

test('a program that fails at its start takes over from nobody', () => {
  expect(differenceOf(answers('panic', 2), stale('panic'), root)).toBeUndefined();
  expect(differenceOf(answers('panic', 2), live, root)).toMatchObject({ kind: 'called live' });
});

test('every line of Go must be said, from wherever its paths begin', () => {
  const go = `# example.test/app\n../app/main.go:3:5: undefined: x\n${root}/app: not\tthere\n`;
  expect(
    differenceOf(refused(go), stale('app/main.go:3:5: undefined: x\napp: not there'), root),
  ).toBeUndefined();
  expect(differenceOf(refused(go), stale('undefined: x'), root)).toMatchObject({
    kind: 'words',
    go: 'app: not there',
  });
});

test('it may be said as Go says it in the root of the module', () => {
  const plain = refused('module ../.. is broken', 'module . is broken');
  expect(differenceOf(plain, stale('module . is broken'), root)).toBeUndefined();
  expect(differenceOf(plain, stale('module x is broken'), root)).toMatchObject({ kind: 'words' });
});
