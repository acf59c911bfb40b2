import { expect, test } from 'vitest';
import { plainText } from '../../../src/adapters/docker/plain-text.js';

test.each([
  ['colours', '\u001b[31mred\u001b[0m', 'red'],
  ['a title', '\u001b]0;owned\u0007text', 'text'],
  ['a bell and a backspace', 'a\u0007b\u0008c', 'abc'],
  ['turned text', 'user\u202etxt.exe', 'usertxt.exe'],
  ['a carriage return', 'one\r\ntwo\rthree', 'one\ntwothree'],
])('%s of a container does not reach the terminal', (_, raw, plain) => {
  expect(plainText(raw)).toBe(plain);
});

test('tabs and lines are kept', () => {
  expect(plainText('a\tb\nc')).toBe('a\tb\nc');
});
