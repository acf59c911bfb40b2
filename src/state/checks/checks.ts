import type { BuildError } from '../builds/build-error.js';

/** The checks of the source of a live build: `go vet` and `go test`. */
export type CheckKind = 'vet' | 'test';

/** One check of one build. */
export interface Check {
  readonly kind: CheckKind;
  readonly outcome: 'running' | 'passed' | 'failed';
  readonly durationMs: number | undefined;
  /** The failures that name their place, the one to read first. */
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
  /** The checks of a build were cancelled, because newer source came. */
  | { readonly kind: 'checks.cancelled'; readonly service: string; readonly build: number };

/** The checks of a build that failed. */
export function failedChecks(checks: readonly Check[] | undefined): readonly Check[] {
  return (checks ?? []).filter(({ outcome }) => outcome === 'failed');
}
