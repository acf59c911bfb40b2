import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { readLogLines } from '../../../src/adapters/docker/log-stream.js';
import { plainText } from '../../../src/adapters/docker/plain-text.js';
import { SecretMask } from '../../../src/adapters/docker/secrets.js';

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

test('a secret is hidden wherever it shows up, and a short value is left alone', () => {
  const mask = new SecretMask();
  mask.learn(['POSTGRES_PASSWORD=hunter22', 'API_KEY=abc', 'TOKEN_FILE=/run/secret', 'HOST=hunter']);
  expect(mask.apply('password hunter22 for abc at /run/secret')).toBe(
    'password •••••• for abc at /run/secret',
  );
});

function frame(stream: 1 | 2, text: string): Buffer {
  const payload = Buffer.from(text);
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

test('log lines survive any cut of the stream', async () => {
  const bytes = Buffer.concat([
    frame(1, '2026-01-01T00:00:00.500Z héllo\n2026-01-01T00:00:01Z wor'),
    frame(2, '2026-01-01T00:00:02Z bad\n'),
    frame(1, 'ld\n2026-01-01T00:00:03Z unfinished'),
  ]);
  const whole = [
    { at: Date.parse('2026-01-01T00:00:00.500Z'), stream: 'stdout', text: 'héllo' },
    { at: Date.parse('2026-01-01T00:00:02Z'), stream: 'stderr', text: 'bad' },
    { at: Date.parse('2026-01-01T00:00:01Z'), stream: 'stdout', text: 'world' },
    { at: Date.parse('2026-01-01T00:00:03Z'), stream: 'stdout', text: 'unfinished' },
  ];
  for (const size of [1, 3, 7, 1000]) {
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
      bytes.subarray(i * size, (i + 1) * size),
    );
    const lines = [];
    for await (const line of readLogLines(Readable.from(pieces))) lines.push(line);
    expect(lines).toEqual(whole);
  }
});
