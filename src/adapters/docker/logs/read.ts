import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { SimError } from '../../../errors.js';
import { asReadable } from '../readable.js';
import { joinParts, type WholeLine } from './lines.js';
import { framedParts, plainParts } from './parts.js';

/** How the engine keeps a container's output, as an inspect tells. */
export interface LogNature {
  /** Whether it has a terminal, so that its output is one plain stream. */
  readonly tty: boolean;
  readonly driver: string;
}

export interface LogRange {
  /** At most so many of the last parts. */
  readonly parts: number;
  /** Milliseconds since the epoch. */
  readonly since: number | undefined;
  readonly follow: boolean;
}

/** What is asked for in lines. */
export interface LineRange {
  readonly tail: number;
  readonly since: number | undefined;
  readonly follow: boolean;
}

/** Lines of a container's log from its last parts on. The first may lack its beginning. */
export async function* readLines(
  container: Docker.Container,
  { tty }: LogNature,
  { parts, since, follow }: LogRange,
  signal: AbortSignal,
): AsyncGenerator<WholeLine> {
  const common = {
    stdout: true,
    stderr: true,
    timestamps: true,
    tail: parts,
    ...(since === undefined ? {} : { since: since / 1000 }),
  };
  const raw = follow
    ? await container.logs({ ...common, follow: true })
    : Readable.from([await container.logs({ ...common, follow: false })]);
  const stream = asReadable(raw, signal);
  yield* joinParts(tty ? plainParts(stream, Date.now) : framedParts(stream));
}

/**
 * The last lines that are wanted, and what comes after them. The engine counts parts of lines, and lines that are not wanted: it is asked
 * for more until there are enough. A first line that may lack its beginning is left out.
 */
export async function* readLastLines(
  read: (range: LogRange) => AsyncIterable<WholeLine>,
  { tail, since, follow }: LineRange,
  wanted: (line: WholeLine) => boolean,
): AsyncGenerator<WholeLine> {
  if (tail === 0) {
    if (follow) yield* filtered(read({ parts: 0, since, follow }), wanted);
    return;
  }
  const { lines, parts } = await last(read, { tail, since }, wanted);
  if (!follow) {
    yield* lines;
    return;
  }
  // Lines that are written meanwhile move the end, so more is read than needed, and what is too old is left out.
  const from = lines[0]?.stamp ?? '';
  for await (const line of read({ parts: 2 * parts + 64, since, follow })) {
    if (line.stamp >= from && wanted(line)) yield line;
  }
}

async function last(
  read: (range: LogRange) => AsyncIterable<WholeLine>,
  { tail, since }: Pick<LineRange, 'tail' | 'since'>,
  wanted: (line: WholeLine) => boolean,
): Promise<{ readonly lines: readonly WholeLine[]; readonly parts: number }> {
  for (let parts = tail + 1; ; parts *= 2) {
    const lines: WholeLine[] = [];
    for await (const line of read({ parts, since, follow: false })) lines.push(line);
    const isAll = lines.reduce((sum, line) => sum + line.parts, 0) < parts;
    const whole = (isAll ? lines : lines.slice(1)).filter(wanted);
    if (isAll || whole.length >= tail) return { lines: whole.slice(-tail), parts };
  }
}

async function* filtered(
  lines: AsyncIterable<WholeLine>,
  wanted: (line: WholeLine) => boolean,
): AsyncGenerator<WholeLine> {
  for await (const line of lines) if (wanted(line)) yield line;
}

/** The engine's words where a driver only sends away what it gets (moby, daemon/logger/logger.go). */
const withoutReading = /does not support reading/;

/** The error `log-unreadable`, where a log can't be read because of its driver; else `undefined`. */
export function unreadable(error: unknown, { driver }: LogNature): SimError | undefined {
  if (!(error instanceof Error) || !withoutReading.test(error.message)) return undefined;
  return new SimError('log-unreadable', `the logging driver '${driver}' does not let its log be read`, {
    hint: 'docker compose logs has nothing of it either; json-file and local are drivers whose logs can be read',
    cause: error,
  });
}
