import { describe, expect, test } from 'vitest';
import { GoResults, withoutDatabase } from './go-results.ts';
import { closing, empty, exitCode, ofStep, total } from './tally.ts';
import { tallyVitest } from './vitest-results.ts';

describe('the verdict of a whole run', () => {
  test('closes with the sums alone on a line', () => {
    const run = total([
      { passed: 2, failed: 0, failures: [], skipped: ['needs a Mac'] },
      { passed: 1, failed: 1, failures: ['x: broke'], skipped: [] },
    ]);
    expect(closing(run)).toBe('skipped: needs a Mac\nfailed: x: broke\n3 passed, 1 failed');
    expect(exitCode(run)).toBe(1);
  });

  test('a run that checked nothing is no success', () => {
    expect(exitCode(empty)).toBe(1);
    expect(exitCode({ ...empty, passed: 1 })).toBe(0);
  });

  test('a step that ended badly without a failed check counts as a failure', () => {
    expect(ofStep('lint', 2, empty)).toMatchObject({ failed: 1, failures: ['lint: exit code 2'] });
    expect(ofStep('unit', 1, { ...empty, failed: 3 }).failed).toBe(3);
    expect(ofStep('lint', 0, empty).failed).toBe(0);
  });
});

describe('a vitest report', () => {
  const report = (results: readonly unknown[]) => JSON.stringify({ testResults: results });

  test('counts what passed, failed and was skipped', () => {
    const json = report([
      {
        name: '/r/test/a.test.ts',
        status: 'failed',
        assertionResults: [
          { fullName: 'one', status: 'passed' },
          { fullName: 'two', status: 'failed' },
          { fullName: 'three', status: 'skipped' },
        ],
      },
    ]);
    expect(tallyVitest(json, '/r')).toEqual({
      passed: 1,
      failed: 1,
      failures: ['test/a.test.ts: two'],
      skipped: ['test/a.test.ts: three'],
    });
  });

  test('counts a file that could not be run', () => {
    const json = report([
      { name: '/r/b.test.ts', status: 'failed', message: 'SyntaxError: x\n at y', assertionResults: [] },
    ]);
    expect(tallyVitest(json, '/r')).toMatchObject({ failed: 1, failures: ['b.test.ts: SyntaxError: x'] });
  });
});

describe('the results of go test', () => {
  const hear = (...events: readonly Record<string, unknown>[]) => {
    const results = new GoResults();
    const shown = events.flatMap((event) => results.hear(JSON.stringify(event)));
    return { ...results.tally, shown };
  };

  test('count each test, and say what a failed one said', () => {
    const found = hear(
      { Action: 'pass', Package: 'p', Test: 'TestA' },
      { Action: 'output', Package: 'p', Test: 'TestB', Output: '    b_test.go:7: wrong\n' },
      { Action: 'fail', Package: 'p', Test: 'TestB' },
      { Action: 'skip', Package: 'p', Test: 'TestC' },
      { Action: 'fail', Package: 'p', Elapsed: 1 },
    );
    expect(found).toMatchObject({ passed: 1, failed: 1, failures: ['p: TestB'], skipped: ['p: TestC'] });
    expect(found.shown.join('\n')).toContain('b_test.go:7: wrong');
  });

  test('count a package that does not compile', () => {
    const found = hear(
      { Action: 'build-output', ImportPath: 'p', Output: 'p/x.go:3:1: syntax error\n' },
      { Action: 'build-fail', ImportPath: 'p' },
      { Action: 'fail', Package: 'p' },
    );
    expect(found).toMatchObject({ failed: 1, failures: ['p'] });
    expect(found.shown.join('\n')).toContain('syntax error');
  });

  test('a package without tests is neither', () => {
    expect(hear({ Action: 'skip', Package: 'p' })).toMatchObject({ passed: 0, failed: 0, skipped: [] });
  });
});

describe('the search for known vulnerabilities', () => {
  test('is skipped and said to be where its database is out of reach', () => {
    const said = 'govulncheck: fetching vulnerabilities: Get "https://db/index": no such host';
    expect(withoutDatabase('govulncheck x', [said])?.skipped).toEqual([
      "govulncheck x: its database can't be reached",
    ]);
  });

  test('counts where it could be made, whatever it found', () => {
    expect(withoutDatabase('govulncheck x', ['No vulnerabilities found.'])).toBeUndefined();
    expect(withoutDatabase('govulncheck x', ['govulncheck: loading packages:'])).toBeUndefined();
  });
});
