import type { Readable } from 'node:stream';

/** A piece of one of the two streams of a container or of a program in it. */
export interface Frame {
  readonly stream: 'stdout' | 'stderr';
  readonly bytes: Buffer;
}

const headerBytes = 8;

/** Frames of the engine's multiplexed stream: one byte stream type, three zero bytes, four bytes big-endian length, content. */
export async function* readFrames(stream: Readable): AsyncGenerator<Frame> {
  let pending: Buffer = Buffer.alloc(0);
  for await (const chunk of stream) {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    while (pending.length >= headerBytes) {
      const end = headerBytes + pending.readUInt32BE(4);
      if (pending.length < end) break;
      yield { stream: pending[0] === 2 ? 'stderr' : 'stdout', bytes: pending.subarray(headerBytes, end) };
      pending = pending.subarray(end);
    }
  }
}
