import type { PlacedError } from './build-errors.js';
import { formatMs } from './time.js';

/** A check of the source behind a build, as it is told. */
export interface ToldCheck {
  /** `vet` or `test`; another one is called as it calls itself. */
  readonly kind: string;
  /** `running`, `passed` or `failed`; another one is told as it is. */
  readonly outcome: string;
  readonly durationMs: number | null | undefined;
  readonly errors: readonly PlacedError[];
}

/** A failed check in one line: `tests failed: internal/catalog/http_test.go:41: TestList: got 3`. */
export function failedCheckWords({ kind, errors }: Pick<ToldCheck, 'kind' | 'errors'>): string {
  const [first, ...more] = errors;
  const verdict = kind === 'vet' ? 'vet complains' : `${nameOf(kind)} failed`;
  if (first === undefined) return verdict;
  const place = first.file == null ? '' : `${first.file}:${first.line ?? 0}: `;
  const others = more.length === 0 ? '' : ` (and ${more.length} more)`;
  return `${verdict}: ${place}${first.message.split('\n')[0] ?? ''}${others}`;
}

/** What became of a check, with its time. */
export function checkWords(check: ToldCheck): string {
  if (check.outcome === 'failed') return failedCheckWords(check);
  const took = check.durationMs == null ? '' : ` in ${formatMs(check.durationMs)}`;
  return `${nameOf(check.kind)} ${check.outcome}${check.outcome === 'running' ? '' : took}`;
}

function nameOf(kind: string): string {
  return kind === 'test' ? 'tests' : kind;
}
