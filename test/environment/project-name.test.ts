import { expect, test } from 'vitest';
import { projectNameOf } from '../../src/environment/project-name.js';

const of = (
  texts: readonly string[],
  variables: Readonly<Record<string, string>> = {},
  directory = '/src/My.Shop_2',
) => projectNameOf({ texts, variables, directory });

test('the project is named by COMPOSE_PROJECT_NAME, then by the last file that has a name, then after its folder', () => {
  expect(of(['services: {}\n'])).toBe('myshop_2');
  expect(of(['services: {}\n'], {}, '/src/_-9 lives')).toBe('9lives');
  expect(of(['name: first\n', 'name: second\n', 'services: {}\n'])).toBe('second');
  expect(of(['name: first\n'], { COMPOSE_PROJECT_NAME: 'shell' })).toBe('shell');
  expect(of(['name: first\n'], { COMPOSE_PROJECT_NAME: '' })).toBe('first');
});

test.each([
  ['name: Shop', 'shop'],
  ['# name: no\nname:   "my shop"  # ours\nservices: {}', 'myshop'],
  ["'name': 'it'", 'it'],
  [`name: $\{TEAM}-shop`, 'blue-shop'],
  [`name: $\{OTHER:-green}`, 'green'],
  ['services:\n  a:\n    name: no\n  name:\n    image: x', 'app'],
  ['name: one\n---\nname: two', 'two'],
  ['name:\nservices: {}', 'app'],
])('the name in %j is %s', (text, name) => {
  expect(of([text], { TEAM: 'blue' }, '/src/app')).toBe(name);
});
