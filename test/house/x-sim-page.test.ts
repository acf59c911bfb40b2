import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { extensionKeys, readExtension } from '../../src/environment/x-sim.js';
import { root } from './sources.js';

const page = readFileSync(join(root, 'docs/x-sim.md'), 'utf8');
/** What stands below each heading of a key. */
const sections = new Map(
  [...page.matchAll(/^## `(.+)`\n([\s\S]*?)(?=^## |$(?![\s\S]))/gm)].map((match) => [
    match[1] ?? '',
    match[2] ?? '',
  ]),
);
const examplesIn = (text: string) =>
  [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');

test('the page has a heading for every key of x-sim, and for nothing else', () => {
  expect([...sections.keys()].sort()).toEqual([...extensionKeys].sort());
});

test.each(extensionKeys)("'%s' has an example that says it", (key) => {
  const examples = examplesIn(sections.get(key) ?? '');
  expect(examples.some((example) => new RegExp(`^ {6}${key}:`, 'm').test(example))).toBe(true);
});

test.each(examplesIn(page))('an example of the page is accepted: %s', (example) => {
  const { services } = parse(example);
  for (const [name, service] of Object.entries<Record<string, unknown>>(services)) {
    const context = { root, sources: [], directory: root, isDirectory: () => true };
    expect(readExtension(name, service['x-sim'], context).problems).toEqual([]);
  }
});
