import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { composeText, override, reset } from '../../src/environment/compose-text.js';

test('whatever is written is read back the same', () => {
  const odd = [
    '',
    ' ',
    'no',
    'Y',
    'null',
    '~',
    '1',
    '1e3',
    '0x1f',
    '.inf',
    '1.5',
    '2026-01-01',
    '- a',
    'a: b',
    'a #b',
  ];
  const texts = [
    ...odd,
    '*a',
    '&a',
    '!a',
    '%a',
    '@a',
    '`a',
    '[',
    '{',
    ']',
    ',',
    '?',
    '|',
    '>',
    'a\nb',
    'a\tb',
    '"',
    "'",
    '\\',
  ];
  const more = [
    '<<',
    '=',
    '---',
    '...',
    'ü',
    '\u2028',
    '\u0085',
    '\u0000',
    '\ufeff',
    '😀',
    'plain',
    'pl-ai_n.text',
  ];
  const value = {
    texts: [...texts, ...more],
    keys: Object.fromEntries([...texts, ...more].map((text) => [text, text])),
    numbers: [0, -1, 1.5, 1e21],
    flags: [true, false, null],
    nested: [[['a'], []], [{ a: [{ b: {} }] }]],
    left: undefined,
  };
  const { left, ...kept } = value;
  expect(left).toBeUndefined();
  expect(parse(composeText(value))).toEqual(kept);
  // Compose still reads much of YAML 1.1.
  expect(parse(composeText(value), { version: '1.1' })).toEqual(kept);
});

test('tags stand before what they are about', () => {
  expect(composeText({ a: override([{ b: 'c' }]), d: reset(), e: override({ f: 1 }), g: override([]) })).toBe(
    `a: !override
  - b: c
d: !reset null
e: !override
  f: 1
g: !override []
`,
  );
});
