/** How many checks of a step passed and failed, and the names of those that were skipped or failed. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly failures: readonly string[];
  readonly skipped: readonly string[];
}

/** Nothing was checked. */
export const empty: Tally = { passed: 0, failed: 0, failures: [], skipped: [] };

/** Everything that several steps found. */
export function total(tallies: readonly Tally[]): Tally {
  return {
    passed: tallies.reduce((sum, tally) => sum + tally.passed, 0),
    failed: tallies.reduce((sum, tally) => sum + tally.failed, 0),
    failures: tallies.flatMap((tally) => tally.failures),
    skipped: tallies.flatMap((tally) => tally.skipped),
  };
}

/** A step that failed without naming a check (a crash, a compile error) is one failure of its own: it must not pass unheard. */
export function ofStep(name: string, exitCode: number, tally: Tally): Tally {
  if (exitCode === 0 || tally.failed > 0) return tally;
  return {
    ...tally,
    failed: tally.failed + 1,
    failures: [...tally.failures, `${name}: exit code ${exitCode}`],
  };
}

/** The last lines: what was skipped, what failed, and `N passed, N failed` alone on the closing one. */
export function closing({ passed, failed, failures, skipped }: Tally): string {
  return [
    ...skipped.map((name) => `skipped: ${name}`),
    ...failures.map((name) => `failed: ${name}`),
    `${passed} passed, ${failed} failed`,
  ].join('\n');
}

/** The suite's exit code. A run that checked nothing is no success. */
export function exitCode({ passed, failed }: Tally): number {
  return failed === 0 && passed > 0 ? 0 : 1;
}
