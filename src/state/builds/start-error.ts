import type { EventOf } from '../core/event.js';
import type { BuildError } from './build-error.js';

type Report = EventOf<'runner.reported'>;

/** A place in a service's own source. */
interface Place {
  /** Absolute. */
  readonly file: string;
  readonly line: number;
}

/** The first frame of a stack that is the service's own code: the file lies in one of its folders. */
export function ownFrame(detail: string | undefined, folders: readonly string[]): Place | undefined {
  for (const text of detail?.split('\n') ?? []) {
    const [, file, row] = /^\s+(\/\S.*\.go):(\d+)/.exec(text) ?? [];
    if (file !== undefined && folders.includes(file.slice(0, file.lastIndexOf('/')))) {
      return { file, line: Number(row) };
    }
  }
  return undefined;
}

/** The error of a build that ended at its start: its first line, placed at the first frame of a panic in the service's own code. */
export function startError(
  { detail, excerpt }: Pick<Report, 'detail' | 'excerpt'>,
  folders: readonly string[],
  root: string | undefined,
): BuildError {
  const lines = (detail ?? '').split('\n');
  const panic = lines.find((line) => /^(panic|fatal error): /.test(line));
  const message = panic ?? lines.find((line) => line.trim() !== '') ?? 'it ended without a word';
  const place = ownFrame(detail, folders);
  const inside = root !== undefined && place?.file.startsWith(`${root}/`);
  return {
    file: inside ? place?.file.slice(root.length + 1) : place?.file,
    line: place?.line,
    column: undefined,
    message,
    excerpt: place === undefined ? [] : (excerpt ?? []),
  };
}
