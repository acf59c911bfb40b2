import type { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { joinParts, longestLine, type WholeLine } from '../../../src/adapters/docker/logs/lines.js';
import { framedParts, plainParts } from '../../../src/adapters/docker/logs/parts.js';
import { cutIntoParts, framed, inPieces, type Kept, plain, randomFrom, stampAt } from './engine-stream.js';

const kinds = [
  ['a container without a terminal', framed, (stream: Readable) => framedParts(stream)],
  [
    'a container with a terminal',
    plain,
    (stream: Readable) => plainParts(stream, () => Date.UTC(2027, 0, 1)),
  ],
] as const;

async function linesOf(
  bytes: Buffer,
  parts: (stream: Readable) => ReturnType<typeof framedParts>,
  sizes: readonly number[] = [bytes.length],
): Promise<readonly WholeLine[]> {
  const lines: WholeLine[] = [];
  for await (const line of joinParts(parts(inPieces(bytes, sizes)))) lines.push(line);
  return lines;
}

/** Stamps a microsecond and a bit apart. */
function clock(): () => string {
  let n = 0;
  return () => {
    n += 1_001;
    return stampAt(n);
  };
}

describe.each(kinds)('what %s wrote', (_, sent, parts) => {
  it('comes back line by line, however long the lines are and wherever the stream is cut', async () => {
    const alphabet = ['x', ' ', 'ä', '€', '🙂', '\t', '"', 'Z'];
    for (let seed = 1; seed <= 60; seed++) {
      const random = randomFrom(seed);
      const lengths = [0, 1, 40, 8_000, 16_383, 16_384, 16_385, 20_000, 32_767, 32_768, 40_000];
      const texts = Array.from({ length: 1 + Math.floor(random() * 8) }, () => {
        const length = lengths[Math.floor(random() * lengths.length)] ?? 0;
        const letters = [0, 1, 2].map(() => alphabet[Math.floor(random() * alphabet.length)] ?? 'x');
        // Characters of several bytes lie across the ends of parts.
        return `l${letters.join('').repeat(Math.ceil(length / 3))}`;
      });
      const written = cutIntoParts(Buffer.from(texts.map((text) => `${text}\n`).join('')), clock());
      const sizes = [1 + Math.floor(random() * 5_000), 1 + Math.floor(random() * 30_000)];
      const lines = await linesOf(sent(written), parts, sizes);
      expect(lines.map(({ text }) => text)).toEqual(texts);
      expect(lines.map(({ at }) => at)).toEqual(lines.map(({ at }) => at).toSorted((a, b) => a - b));
      expect(lines[0]?.at).toBeCloseTo(Date.UTC(2026, 0, 1) + 0.001, 3);
    }
  });

  it('has one time for a long line, that of its beginning', async () => {
    const text = 'x'.repeat(50_000);
    const lines = await linesOf(sent(cutIntoParts(Buffer.from(`${text}\nnext\n`), clock())), parts);
    expect(lines.map(({ text: { length }, stamp, parts: count }) => [length, stamp, count])).toEqual([
      [50_000, stampAt(1_001), 4],
      [4, stampAt(5 * 1_001), 1],
    ]);
  });

  it('ends without the end of a line, and goes on with another line when it has started again', async () => {
    const next = clock();
    const runs = ['y'.repeat(20_000), 'first of the next run\n', 'prompt> ', 'third run\n'];
    const written = runs.flatMap((run) => cutIntoParts(Buffer.from(run), next));
    const lines = await linesOf(sent(written), parts, [7_001]);
    expect(lines.map(({ text }) => text)).toEqual([
      runs[0],
      'first of the next run',
      'prompt> ',
      'third run',
    ]);
  });

  it('is cut with a mark where a line has no end', async () => {
    const text = '€'.repeat(400_000);
    const [line] = await linesOf(sent(cutIntoParts(Buffer.from(`${text}\n`), clock())), parts, [65_536]);
    const kept = Math.floor(longestLine / 3);
    expect(line?.text).toBe(
      `${'€'.repeat(kept)} … ${(1_200_000 - longestLine).toLocaleString('en')} more bytes are left out`,
    );
  });

  it('may hold times of its own', async () => {
    const texts = [
      `${stampAt(1)} INFO begun`,
      `at ${stampAt(2)} it was, until 2031-01-01T00:00:00.000000000Z at least`,
    ];
    const lines = await linesOf(sent(cutIntoParts(Buffer.from(`${texts.join('\n')}\n`), clock())), parts);
    expect(lines.map(({ text }) => text)).toEqual(texts);
  });

  it('is plain text: no line ends of terminals, no colours', async () => {
    const written = cutIntoParts(Buffer.from('one\r\n10 %\r20 %\r\n\u001b[31mred\u001b[0m\r\n'), clock());
    expect((await linesOf(sent(written), parts)).map(({ text }) => text)).toEqual([
      'one',
      '10 % 20 %',
      'red',
    ]);
  });
});

it('a long line of one stream is not torn by what the other one writes meanwhile', async () => {
  const next = clock();
  const long = cutIntoParts(Buffer.from(`${'o'.repeat(20_000)}\n`), next);
  const [first, second] = long;
  const [error] = cutIntoParts(Buffer.from('oops\n'), next, 'stderr');
  const parts = [first, error, second].filter((part): part is Kept => part !== undefined);
  const lines = await linesOf(framed(parts), (stream) => framedParts(stream));
  expect(lines.map(({ stream, text }) => [stream, text.length])).toEqual([
    ['stderr', 4],
    ['stdout', 20_000],
  ]);
});

it('what the engine sent for a container with and one without a terminal is read as it is', async () => {
  const terminal = Buffer.from(
    '2026-11-30T02:51:07.103948271Z tick\r\n2026-11-30T02:51:08.105120344Z tick\r\n2026-11-30T02:51:08.9Z odd\r\n',
  );
  const lines = await linesOf(terminal, (stream) => plainParts(stream, () => Date.UTC(2027, 0, 1)));
  expect(lines[0]).toEqual({
    at: Date.UTC(2026, 10, 30, 2, 51, 7, 103) + 0.948271,
    stamp: '2026-11-30T02:51:07.103948271Z',
    stream: 'stdout',
    text: 'tick',
    parts: 1,
  });
  expect(lines).toHaveLength(3);
});
