import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { toAscii } from '../../../src/outputs/tui/line/ascii.js';
import {
  lineWidth,
  overlay,
  pad,
  sliceLine,
  spread,
  styled,
  truncate,
} from '../../../src/outputs/tui/line/line.js';
import { paint } from '../../../src/outputs/tui/line/paint.js';
import { type Line, span, textWidth } from '../../../src/outputs/tui/line/span.js';
import { wrap } from '../../../src/outputs/tui/line/wrap.js';
import { wrapLine } from '../../../src/outputs/tui/line/wrap-line.js';

const textOf = (content: Line): string => content.map(({ text }) => text).join('');

test('what a container wrote cannot move the cursor, ring a bell or reorder text', () => {
  expect(span('a\u001b[2Jb\u0007c\u202ed\r\te').text).toBe('a[2Jbcd  e');
});

test('a line is cut by columns, never through a wide character', () => {
  const wide = styled('日本語のログ', {});
  expect(lineWidth(wide)).toBe(12);
  expect(textOf(truncate(wide, 6))).toBe('日本 …');
  expect(lineWidth(truncate(wide, 6))).toBe(6);
  expect(lineWidth(pad(wide, 15))).toBe(15);
  expect(textOf(sliceLine(wide, 1, 5))).toBe(' 本 ');
});

test('the right part of a line keeps its place, the left one gives way', () => {
  expect(textOf(spread(styled('a long left part', {}), styled('right', {}), 12))).toBe('a long…right');
});

test('an overlay covers what is under it and nothing else', () => {
  const below = [styled('aaaaaaaa', {}), styled('bb', {}), styled('cccccccc', {})];
  const drawn = overlay(below, [styled('XX', {})], { x: 3, y: 1 }, 8);
  expect(drawn.map(textOf)).toEqual(['aaaaaaaa', 'bb XX   ', 'cccccccc']);
});

test('text is broken at blanks, and in words that are too long', () => {
  expect(wrap('undefined: priceOf in package', 12)).toEqual(['undefined:', 'priceOf in', 'package']);
  expect(wrap('abcdefghij kl', 4)).toEqual(['abcd', 'efgh', 'ij', 'kl']);
});

test('without colours a line says the same, bold and inverse stay', () => {
  const content = [span('bad', { colour: 'red', bold: true }), span(' fine')];
  expect(paint(content, { colours: true, unicode: true })).toBe('\u001b[1;31mbad\u001b[0m fine');
  expect(paint(content, { colours: false, unicode: true })).toBe('\u001b[1mbad\u001b[0m fine');
});

test('every character in a reviewed frame has a counterpart in ASCII of the same width', () => {
  const frames = join(import.meta.dirname, '../../frames');
  const drawn = readdirSync(frames)
    .filter((name) => name.endsWith('.txt'))
    .map((name) => readFileSync(join(frames, name), 'utf8'))
    .join('');
  for (const character of new Set(drawn)) {
    if (character <= '~') continue;
    expect(toAscii(character), `counterpart of ${character}`).not.toBe('?');
    expect(textWidth(character)).toBe(1);
  }
});

test('what has no counterpart in ASCII keeps its columns', () => {
  expect(toAscii('日本')).toBe('????');
});

test('a line that is too long goes on below, and says where it was cut for good', () => {
  const content: Line = [span('the quick ', { bold: true }), span('brown fox jumps'), span(' over')];
  const rows = (width: number, most?: number) => wrapLine(content, width, most).map(textOf);
  expect(rows(40)).toEqual(['the quick brown fox jumps over']);
  expect(rows(15)).toEqual(['the quick brown', 'fox jumps over']);
  expect(rows(10, 2)).toEqual(['the quick', 'brown fox…']);
  expect(wrapLine(styled('x'.repeat(25), {}), 10).map(textOf)).toEqual([
    'x'.repeat(10),
    'x'.repeat(10),
    'xxxxx',
  ]);
  expect(wrapLine(styled('日本語のログ', {}), 5).every((row) => lineWidth(row) <= 5)).toBe(true);
  expect(wrapLine(content, 15)[0]?.[0]?.style).toEqual({ bold: true });
});
