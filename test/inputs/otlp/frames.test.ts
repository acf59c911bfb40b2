import { expect, test } from 'vitest';
import { FrameParser, maxFrameBytes } from '../../../src/inputs/otlp/frames.js';
import { frameOf } from './fake-agent.js';

const stream = Buffer.concat([frameOf(2, '{}'), frameOf(1, ''), frameOf(1, 'abcdef'), frameOf(9, 'x')]);
const told = (frames: Iterable<{ type: number; payload: Uint8Array }>) =>
  [...frames].map(({ type, payload }) => `${type} ${Buffer.from(payload).toString()}`);

test('frames come out the same however the stream is chopped', () => {
  for (let size = 1; size <= stream.length; size++) {
    const parser = new FrameParser();
    const frames: string[] = [];
    for (let at = 0; at < stream.length; at += size)
      frames.push(...told(parser.push(stream.subarray(at, at + size))));
    expect(frames).toEqual(['2 {}', '1 ', '1 abcdef', '9 x']);
  }
});

test('a payload has memory of its own, so that it can be handed over', () => {
  const [frame] = new FrameParser().push(frameOf(1, 'abc'));
  expect(frame?.payload.buffer.byteLength).toBe(3);
});

test('a frame of impossible length is an error, not an allocation', () => {
  const header = Buffer.alloc(5);
  header.writeUInt32BE(maxFrameBytes + 1, 1);
  expect(() => [...new FrameParser().push(header)]).toThrow(RangeError);
});
