import { expect, it } from 'vitest';
import type { WholeLine } from '../../../src/adapters/docker/logs/lines.js';
import { joinParts } from '../../../src/adapters/docker/logs/lines.js';
import { framedParts } from '../../../src/adapters/docker/logs/parts.js';
import { type LineRange, type LogRange, readLastLines } from '../../../src/adapters/docker/logs/read.js';
import { cutIntoParts, framed, inPieces, type Kept, stampAt } from './engine-stream.js';

/** An engine that counts in parts, as the real one does, and gets more to tell between two questions. */
function engineWith(text: string, ...later: readonly string[]) {
  let n = 0;
  const parts: Kept[] = [];
  const write = (more: string) => parts.push(...cutIntoParts(Buffer.from(more), () => stampAt(++n)));
  write(text);
  const asked: number[] = [];
  const left = [...later];
  const read = (range: LogRange): AsyncIterable<WholeLine> => {
    asked.push(range.parts);
    const sent = framed(range.parts === 0 ? [] : parts.slice(-range.parts));
    for (const more of left.splice(0, 1)) write(more);
    return joinParts(framedParts(inPieces(sent, [sent.length])));
  };
  return { read, asked };
}

async function last(
  read: (range: LogRange) => AsyncIterable<WholeLine>,
  range: Partial<LineRange> & { readonly tail: number },
  wanted: (line: WholeLine) => boolean = () => true,
): Promise<readonly string[]> {
  const texts: string[] = [];
  for await (const { text } of readLastLines(read, { since: undefined, follow: false, ...range }, wanted)) {
    texts.push(text.length > 20 ? `${text.slice(0, 1)} × ${text.length}` : text);
  }
  return texts;
}

const long = (letter: string) => `${letter.repeat(40_000)}\n`;

it('so many lines are shown as were asked for, though the engine counts parts', async () => {
  const { read } = engineWith(`one\n${long('a')}two\n${long('b')}three\n`);
  expect(await last(read, { tail: 3 })).toEqual(['two', 'b × 40000', 'three']);
  expect(await last(read, { tail: 2 })).toEqual(['b × 40000', 'three']);
  expect(await last(read, { tail: 1 })).toEqual(['three']);
  expect(await last(read, { tail: 0 })).toEqual([]);
  expect(await last(read, { tail: 9 })).toEqual(['one', 'a × 40000', 'two', 'b × 40000', 'three']);
});

it('a log of short lines is read once', async () => {
  const { read, asked } = engineWith('one\ntwo\nthree\n');
  expect(await last(read, { tail: 2 })).toEqual(['two', 'three']);
  expect(asked).toEqual([3]);
});

it('lines that are not wanted do not count', async () => {
  const { read } = engineWith(`one\n${'{"sim":"runner"}\n'.repeat(50)}two\n`);
  expect(await last(read, { tail: 2 }, ({ text }) => !text.startsWith('{'))).toEqual(['one', 'two']);
});

it('what is followed begins with as many lines, and misses nothing that is written meanwhile', async () => {
  const { read } = engineWith(`one\n${long('a')}two\nthree\n`, `${long('c')}four\n`);
  expect(await last(read, { tail: 2, follow: true })).toEqual(['two', 'three', 'c × 40000', 'four']);
});
