import { Readable } from 'node:stream';

/** One message as the engine's logger keeps it. */
export interface Kept {
  readonly stream: 'stdout' | 'stderr';
  readonly stamp: string;
  readonly text: Buffer;
  readonly ended: boolean;
}

const partBytes = 16_384;

/** An RFC 3339 time with nine digits, `n` nanoseconds after a fixed moment. */
export function stampAt(n: number): string {
  const ms = Date.UTC(2026, 0, 1) + Math.floor(n / 1e6);
  return new Date(ms)
    .toISOString()
    .replace(/\.(\d+)Z/, (_, milli) => `.${milli}${String(n % 1e6).padStart(6, '0')}Z`);
}

/** Parts of what a container writes to one stream, as the engine cuts it. */
export function cutIntoParts(
  written: Buffer,
  next: () => string,
  stream: Kept['stream'] = 'stdout',
): readonly Kept[] {
  const parts: Kept[] = [];
  for (let from = 0; from < written.length; ) {
    const feed = written.indexOf(10, from);
    const end = Math.min(feed < 0 ? written.length : feed, from + partBytes);
    const ended = end === feed;
    parts.push({ stream, stamp: next(), text: written.subarray(from, end), ended });
    from = end + (ended ? 1 : 0);
  }
  return parts;
}

function payload({ stamp, text, ended }: Kept): Buffer {
  return Buffer.concat([Buffer.from(`${stamp} `), text, Buffer.from(ended ? '\n' : '')]);
}

/** As the engine sends it for a container without a terminal. */
export function framed(parts: readonly Kept[]): Buffer {
  return Buffer.concat(
    parts.flatMap((part) => {
      const content = payload(part);
      const header = Buffer.alloc(8);
      header[0] = part.stream === 'stderr' ? 2 : 1;
      header.writeUInt32BE(content.length, 4);
      return [header, content];
    }),
  );
}

/** As the engine sends it for a container with a terminal. */
export function plain(parts: readonly Kept[]): Buffer {
  return Buffer.concat(parts.map(payload));
}

/** A stream that hands bytes over in pieces of these sizes, over and over. */
export function inPieces(bytes: Buffer, sizes: readonly number[]): Readable {
  const pieces: Buffer[] = [];
  for (let at = 0, n = 0; at < bytes.length; n++) {
    const size = Math.max(1, sizes[n % sizes.length] ?? bytes.length);
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return Readable.from(pieces);
}

/** Numbers from 0 on, below 1, the same each time for a seed. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
