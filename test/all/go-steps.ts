import { join } from 'node:path';
import { execa } from 'execa';
import { buildFlags } from '../../src/adapters/go/build-flags.ts';
import { GoResults, withoutDatabase } from './go-results.ts';
import { gently, type Step, stream, tool } from './steps.ts';
import { ofStep } from './tally.ts';

// Those of the linker aside: among them is one by which go no longer knows a test binary again.
const compileFlags = buildFlags.filter((flag) => !flag.startsWith('-ldflags'));

/**
 * As Sim compiles: what is compiled for a check is then there for the tests with an engine, which start these modules, and the other
 * way round. Most of the time of a first run goes into the packages that they all stand on.
 */
const asSimCompiles = {
  CGO_ENABLED: '0',
  GOFLAGS: compileFlags.join(' '),
  GOGC: 'off',
  GOMEMLIMIT: '1GiB',
};

/** `go vet`: compiles what a module stands on. */
export function vet(folder: string): Step {
  return tool(`go vet ${folder}`, [...gently, 'go', 'vet', './...'], { folder, env: asSimCompiles });
}

/** All else that is looked at in a Go module before its tests run. */
export function goSteps(folder: string, root: string): readonly Step[] {
  // Pinned in a module of their own: what checks a module is no part of it.
  const pinned = [...gently, 'go', 'tool', `-modfile=${join(root, 'test/all/tools/go.mod')}`];
  return [
    tool(`staticcheck ${folder}`, [...pinned, 'staticcheck', './...'], { folder, env: asSimCompiles }),
    govulncheck(folder, [...pinned, 'govulncheck', './...']),
    compiledTests(folder),
  ];
}

/** Known vulnerabilities that the code reaches. Their list is fetched; where it can't be, that is said and the rest goes on. */
function govulncheck(folder: string, command: readonly string[]): Step {
  const name = `govulncheck ${folder}`;
  return {
    name,
    async run({ root, print }) {
      const lines: string[] = [];
      const place = { cwd: join(root, folder), env: asSimCompiles };
      const exitCode = await stream(command, place, (line) => lines.push(line));
      const unreachable = withoutDatabase(name, lines);
      if (unreachable !== undefined) return unreachable;
      for (const line of lines) print(line);
      return ofStep(name, exitCode, { passed: exitCode === 0 ? 1 : 0, failed: 0, failures: [], skipped: [] });
    },
  };
}

/** Compiles the tests of a module, which takes longer than to run them. */
function compiledTests(folder: string): Step {
  const name = `compiling the tests of ${folder}`;
  return {
    name,
    async run({ root, print }) {
      const cwd = join(root, folder);
      const flags = await testFlags(cwd);
      if (!flags.includes('-race')) print('without the race detector: it needs cgo and a C compiler');
      const exitCode = await stream(
        [...gently, 'go', 'test', '-exec=true', '-vet=off', ...flags],
        { cwd },
        (line) => {
          if (!/^(ok|\?)\s/.test(line)) print(line);
        },
      );
      return ofStep(name, exitCode, { passed: exitCode === 0 ? 1 : 0, failed: 0, failures: [], skipped: [] });
    },
  };
}

/**
 * The tests of one Go module, with the race detector where a C compiler is there for it. They are vetted by their own step, and
 * nobody looks at them with a debugger.
 */
export function goTest(folder: string): Step {
  const name = `go test ${folder}`;
  return {
    name,
    async run({ root, stores, print }) {
      const cwd = join(root, folder);
      const results = new GoResults();
      const command = ['go', 'test', '-json', '-vet=off', ...(await testFlags(cwd))];
      const exitCode = await stream(command, { cwd, env: await stores }, (line) => {
        for (const shown of results.hear(line)) print(shown);
      });
      return ofStep(name, exitCode, results.tally);
    },
  };
}

async function testFlags(cwd: string): Promise<readonly string[]> {
  const race = await hasRaceDetector(cwd);
  return [...compileFlags, '-ldflags=-s -w', ...(race ? ['-race'] : []), './...'];
}

async function hasRaceDetector(cwd: string): Promise<boolean> {
  const { stdout } = await execa('go', ['env', 'CGO_ENABLED', 'CC'], { cwd, reject: false });
  const [enabled, compiler] = (stdout ?? '').split('\n');
  if (enabled !== '1' || !compiler) return false;
  const answer = await execa(compiler, ['--version'], { reject: false });
  return answer.exitCode === 0;
}
