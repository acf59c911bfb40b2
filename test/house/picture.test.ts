import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { serviceWords } from '../../src/contract/known-words.js';
import { root } from './sources.js';

const readme = readFileSync(join(root, 'src/README.md'), 'utf8');

test('every path that the picture of the house names exists', () => {
  const named = [...readme.matchAll(/`((?:src|stacks|test|sample-go-services|bin)\/[^`<* ]*)`/g)].map(
    (match) => match[1] ?? '',
  );
  expect(named.length).toBeGreaterThan(3);
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test('the picture of the house defines every state word', () => {
  expect(serviceWords.filter((word) => !new RegExp(`^\\| \`${word}\` +\\|`, 'm').test(readme))).toEqual([]);
});
