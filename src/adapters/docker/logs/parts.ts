import type { Readable } from 'node:stream';
import { readFrames } from './frames.js';

/** A piece of what a container wrote, as the engine keeps it: a line, or a part of a long one. */
export interface LogPart {
  readonly stream: 'stdout' | 'stderr';
  /** When it was written, in RFC 3339 with nanoseconds; '' where the engine did not say. */
  readonly stamp: string;
  /** Without the line's end. */
  readonly bytes: Buffer;
  /** Whether the line ends here. */
  readonly ended: boolean;
}

/** The engine cuts lines into parts of this size (moby, daemon/logger/copier.go); some drivers into larger ones. */
export const partBytes = 16_384;

const lineFeed = 0x0a;
const space = 0x20;

/** Parts of a container without a terminal: one in each frame. */
export async function* framedParts(stream: Readable): AsyncGenerator<LogPart> {
  for await (const frame of readFrames(stream)) {
    const cut = frame.bytes.indexOf(space);
    const ended = frame.bytes.at(-1) === lineFeed;
    yield {
      stream: frame.stream,
      stamp: frame.bytes.toString('latin1', 0, Math.max(cut, 0)),
      bytes: frame.bytes.subarray(cut + 1, ended ? -1 : undefined),
      ended,
    };
  }
}

/** The engine writes nine digits and UTC before each part, and a blank after. */
const stamp = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z /g;
const stampBytes = 31;
/** The engine's clock may be a little ahead of ours. */
const aheadMs = 1000;

/**
 * Parts of a container with a terminal: one plain stream, in which a part without a line's end is followed by the next one's stamp.
 * A service may write stamps itself. Those of the engine are later than the part's own, for it is written first, and not in the
 * future; after a full part whatever looks like one is the engine's.
 */
export async function* plainParts(stream: Readable, now: () => number): AsyncGenerator<LogPart> {
  let pending: Buffer = Buffer.alloc(0);
  let last = '';
  let midway = false;

  const next = (atEnd: boolean): LogPart | undefined => {
    if (pending.length === 0 || (!midway && !atEnd && pending.length < stampBytes)) return undefined;
    const begins = midway ? undefined : /^\S{30} /.exec(pending.toString('latin1', 0, stampBytes))?.[0];
    const own = begins?.trimEnd() ?? last;
    const text = pending.subarray(begins === undefined ? 0 : stampBytes);
    const end = text.indexOf(lineFeed);
    const enough = atEnd || end >= 0 || text.length >= partBytes + stampBytes;
    if (!enough) return undefined;
    const found = foreignStamp(end < 0 ? text : text.subarray(0, end), own, now);
    // A driver with larger parts goes on without one.
    const goesOn = found === undefined && end < 0 && !atEnd;
    const length = found ?? (goesOn ? partBytes : end < 0 ? text.length : end);
    const ended = found === undefined && end >= 0;
    pending = text.subarray(length + (ended ? 1 : 0));
    last = own;
    midway = goesOn;
    return { stream: 'stdout', stamp: own, bytes: text.subarray(0, length), ended };
  };

  for await (const chunk of stream) {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    for (let part = next(false); part !== undefined; part = next(false)) yield part;
  }
  for (let part = next(true); part !== undefined; part = next(true)) yield part;
}

/** Where the next part's stamp begins. */
function foreignStamp(text: Buffer, own: string, now: () => number): number | undefined {
  for (const { 0: found, index } of text.toString('latin1').matchAll(stamp)) {
    const later = found.trimEnd() > own && Date.parse(found.trimEnd()) <= now() + aheadMs;
    if (index === partBytes || (later && index > 0)) return index;
  }
  return undefined;
}
