import { createHash, hash as hashOf } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';

/** What one file is: `content` sums up its bytes, `head` the part that `go list` looks at. */
export interface FileSum {
  readonly content: string;
  readonly head: string;
  /** Changes with each writing, even of the same bytes. */
  readonly stamp: string;
  /** The latest moment at which it may have been written: clocks of file systems are behind. */
  readonly modifiedMs: number;
}

const gone: FileSum = { content: 'gone', head: 'gone', stamp: 'gone', modifiedMs: 0 };
/** The coarsest clock of a file system in use stamps files with two seconds: what was read sooner may have changed unseen. */
const coarseMs = 2000;
/** The kernel stamps files by a clock that is up to a tick behind. */
const tickMs = 10;

/** Differs once a file was written, replaced or copied, as Git's index tells it. */
export function stampOf({ ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return `${ino}:${size}:${mtimeNs}:${ctimeNs}`;
}

/** The latest moment, in milliseconds since the epoch, at which a file or folder may have come to what it is. */
export function latestChange({ mtimeNs, ctimeNs }: Pick<BigIntStats, 'mtimeNs' | 'ctimeNs'>): number {
  // A file that is moved keeps the time of its writing.
  const stamp = mtimeNs > ctimeNs ? mtimeNs : ctimeNs;
  const wholeSeconds = stamp % 1_000_000_000n === 0n;
  return Number(stamp / 1_000_000n) + (wholeSeconds ? coarseMs : tickMs);
}

/** Sums files up; one that certainly did not change since is not read again. */
export function createFileSums(): (path: string) => Promise<FileSum> {
  const known = new Map<string, FileSum & { readonly settled: boolean }>();
  return async (path) => {
    const stats = await stat(path, { bigint: true }).catch(() => undefined);
    if (stats === undefined || !stats.isFile()) return gone;
    const stamp = stampOf(stats);
    const before = known.get(path);
    if (before?.stamp === stamp && before.settled) return before;
    const modifiedMs = latestChange(stats);
    const settled = Math.abs(Date.now() - modifiedMs) > coarseMs;
    const bytes = await readFile(path).catch(() => undefined);
    if (bytes === undefined) return gone;
    const content = hashOf('sha256', bytes, 'base64');
    const head = path.endsWith('.go') ? headLines(bytes.toString('utf8')) : content;
    const sum = { content, head, stamp, modifiedMs, settled };
    known.set(path, sum);
    return sum;
  };
}

/** Sums up the part of a Go file that `go list` looks at: what is above its first declaration, and what it embeds. */
export function headLines(text: string): string {
  const embeds = text.match(/^\/\/go:embed .*$/gm) ?? [];
  return sumOf([withoutRemarks(text.slice(0, endOfImports(text))), ...embeds]);
}

/** Without lines that tell only people something; what cgo compiles is in a comment, too. */
function withoutRemarks(head: string): string {
  return /^import\s+"C"|^\s+"C"/m.test(head) ? head : head.replace(/^\/\/(?!go:|line |\s*\+build).*\n/gm, '');
}

/** One word for several. */
export function sumOf(parts: readonly string[]): string {
  const sum = createHash('sha256');
  for (const part of parts) sum.update(part).update('\0');
  return sum.digest('base64');
}

/** Imports come before every other declaration. Lines that only look like one, inside a comment, are passed over. */
function endOfImports(text: string): number {
  for (const { index } of text.matchAll(/^(func|type|var|const)\b/gm)) {
    if (text.lastIndexOf('/*', index) <= text.lastIndexOf('*/', index)) return index;
  }
  return text.length;
}
