import { empty, type Tally } from './tally.ts';

/** The part of vitest's JSON report that is read here. */
interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/** Counts a vitest run by its JSON report; `undefined` where it wrote none. */
export function tallyVitest(json: string | undefined, root: string): Tally {
  if (json === undefined) return empty;
  // Written by the vitest that the lock file pins.
  const report = JSON.parse(json) as Report;
  const tests = report.testResults.flatMap((file) => {
    const name = file.name.replace(`${root}/`, '');
    const crashed =
      file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed');
    return [
      ...file.assertionResults.map((test) => ({ name: `${name}: ${test.fullName}`, status: test.status })),
      ...(crashed
        ? [{ name: `${name}: ${file.message?.split('\n')[0] ?? 'could not be run'}`, status: 'failed' }]
        : []),
    ];
  });
  const failures = tests.filter((test) => test.status === 'failed').map((test) => test.name);
  const skipped = tests.filter((test) => test.status !== 'failed' && test.status !== 'passed');
  return {
    passed: tests.filter((test) => test.status === 'passed').length,
    failed: failures.length,
    failures,
    skipped: skipped.map((test) => test.name),
  };
}
