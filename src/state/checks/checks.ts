import type { BuildError } from '../builds/build-error.js';

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

/** The checks of a build that failed. */
export function failedChecks(checks: readonly Check[] | undefined): readonly Check[] {
  return (checks ?? []).filter(({ outcome }) => outcome === 'failed');
}
