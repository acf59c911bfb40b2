import type { BuildError } from '../builds/build-error.js';
import { formatMs } from '../core/words.js';

/** What can be asked of the source behind a live build, besides that it compiles. */
export type CheckKind = 'vet' | 'test';

/** One check of one build. */
export interface Check {
  readonly kind: CheckKind;
  readonly outcome: 'running' | 'passed' | 'failed';
  readonly durationMs: number | undefined;
  /** What failed, where it says so with its place; the first is the one to read. */
  readonly errors: readonly BuildError[];
}

export type CheckFact =
  | {
      readonly kind: 'checks.started';
      readonly service: string;
      readonly build: number;
      readonly checks: readonly CheckKind[];
    }
  | {
      readonly kind: 'check.finished';
      readonly service: string;
      readonly build: number;
      readonly check: CheckKind;
      readonly errors: readonly BuildError[];
      readonly durationMs: number;
    }
  /** Newer source came. */
  | { readonly kind: 'checks.cancelled'; readonly service: string; readonly build: number };

/** A failed check in one line: `tests failed: internal/catalog/http_test.go:41: TestList: got 3`. */
export function failedCheckWords({ kind, errors }: Check): string {
  const [first, ...more] = errors;
  const verdict = kind === 'vet' ? 'vet complains' : 'tests failed';
  if (first === undefined) return verdict;
  const place = first.file === undefined ? '' : `${first.file}:${first.line ?? 0}: `;
  const others = more.length === 0 ? '' : ` (and ${more.length} more)`;
  return `${verdict}: ${place}${first.message.split('\n')[0] ?? ''}${others}`;
}

/** What became of a check, with its time. */
export function checkWords(check: Check): string {
  const took = check.durationMs === undefined ? '' : ` in ${formatMs(check.durationMs)}`;
  const name = check.kind === 'vet' ? 'vet' : 'tests';
  switch (check.outcome) {
    case 'running':
      return `${name} running`;
    case 'passed':
      return `${name} passed${took}`;
    case 'failed':
      return failedCheckWords(check);
    default:
      return check.outcome satisfies never;
  }
}

/** The checks of a build that failed. */
export function failedChecks(checks: readonly Check[] | undefined): readonly Check[] {
  return (checks ?? []).filter(({ outcome }) => outcome === 'failed');
}
