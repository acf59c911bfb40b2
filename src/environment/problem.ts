import { relative } from 'node:path';
import { SimError } from '../errors.js';

/** What Compose calls the file that it reads from standard input. */
export const standardInput = '-';

/** A place in a file that the user wrote; line and column count from 1. */
export interface Location {
  /** Absolute, or `-`: standard input. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Something wrong in what the user declared. */
export interface Problem {
  readonly location: Location | undefined;
  readonly message: string;
  readonly hint: string | undefined;
}

/** `stacks/app/compose.yaml:12:7`, relative to `root` where it lies inside. */
export function formatLocation({ file, line, column }: Location, root: string): string {
  return `${shownPath(file, root)}:${line}:${column}`;
}

/** A path as messages show it: relative to `root` where it lies inside. */
export function shownPath(path: string, root: string): string {
  if (path === standardInput) return 'standard input';
  const shown = relative(root, path);
  return shown === '' || shown.startsWith('..') ? path : shown;
}

/** One error for all problems: the first is its message, the others are its detail. */
export function invalidEnvironment(
  problems: readonly [Problem, ...Problem[]],
  root: string,
  options: { readonly detail?: string; readonly cause?: unknown } = {},
): SimError {
  const lines = problems.map(({ location, message }) =>
    location === undefined ? message : `${formatLocation(location, root)}: ${message}`,
  );
  const detail = [...lines.slice(1), ...(options.detail === undefined ? [] : [options.detail])].join('\n');
  const hint = problems[0].hint;
  return new SimError('invalid-environment', lines[0] ?? '', {
    ...(hint === undefined ? {} : { hint }),
    ...(detail === '' ? {} : { detail }),
    ...(options.cause === undefined ? {} : { cause: options.cause }),
  });
}
