import { plainText } from '../plain-text.js';
import { type LogPart, partBytes } from './parts.js';

/** One line of a container, whole. */
export interface WholeLine {
  /** Milliseconds since the epoch, with fractions down to the microsecond; 0 where the engine did not say. */
  readonly at: number;
  /** The engine's own words for `at`, which tell nanoseconds apart. */
  readonly stamp: string;
  readonly stream: LogPart['stream'];
  /** Control sequences stripped; of a very long line the beginning, and how much is left out. */
  readonly text: string;
  /** In how many parts the engine handed it over. */
  readonly parts: number;
}

/** The most bytes of a line that are kept: more than anybody reads, and less than what would burden every view. */
export const longestLine = 1_048_576;

/** A line of which more parts may come. */
interface PartialLine {
  readonly stamp: string;
  readonly pieces: Buffer[];
  kept: number;
  omitted: number;
  parts: number;
}

/** Joins the parts of each stream to lines, each with the time of its first part. */
export async function* joinParts(parts: AsyncIterable<LogPart>): AsyncGenerator<WholeLine> {
  const partial: Partial<Record<LogPart['stream'], PartialLine>> = {};
  for await (const part of parts) {
    const line = partial[part.stream] ?? { stamp: part.stamp, pieces: [], kept: 0, omitted: 0, parts: 0 };
    partial[part.stream] = line;
    add(line, part.bytes);
    // A part that is not full and has no line's end was the container's last; after a restart it begins another line.
    if (!part.ended && part.bytes.length >= partBytes) continue;
    delete partial[part.stream];
    yield wholeOf(line, part.stream);
  }
  for (const stream of ['stdout', 'stderr'] as const) {
    const line = partial[stream];
    if (line !== undefined) yield wholeOf(line, stream);
  }
}

function add(line: PartialLine, bytes: Buffer): void {
  const piece = bytes.subarray(0, longestLine - line.kept);
  line.pieces.push(piece);
  line.kept += piece.length;
  line.omitted += bytes.length - piece.length;
  line.parts++;
}

function wholeOf({ stamp, pieces, omitted, parts }: PartialLine, stream: LogPart['stream']): WholeLine {
  // All parts are decoded as one, because a part may end within a character. `stream` leaves out a character that our own cut went through.
  const written = new TextDecoder().decode(Buffer.concat(pieces), { stream: omitted > 0 });
  const mark = omitted === 0 ? '' : ` … ${omitted.toLocaleString('en')} more bytes are left out`;
  return { at: timeOf(stamp), stamp, stream, text: `${plainLine(written)}${mark}`, parts };
}

/** A line without carriage returns: a terminal ends lines with one, and within a line it makes the next words overwrite the last ones. */
function plainLine(text: string): string {
  return plainText(text.replace(/\r+$/, '').replaceAll(/\r+/g, ' '));
}

function timeOf(stamp: string): number {
  const ms = Date.parse(stamp);
  if (Number.isNaN(ms)) return 0;
  const below = /\.\d{3}(\d+)/.exec(stamp)?.[1];
  return below === undefined ? ms : ms + Number(`0.${below}`);
}
