import { join } from 'node:path';
import { execa } from 'execa';
import { GoResults, withoutDatabase } from './go-results.ts';
import { type Step, stream, tool } from './steps.ts';
import { ofStep } from './tally.ts';

/** All that is checked of one Go module, quick ones first. */
export function goSteps(folder: string, root: string): readonly Step[] {
  // Pinned in a module of their own: what checks a module is no part of it.
  const pinned = ['go', 'tool', `-modfile=${join(root, 'test/all/tools/go.mod')}`];
  return [
    tool(`go vet ${folder}`, ['go', 'vet', './...'], folder),
    tool(`staticcheck ${folder}`, [...pinned, 'staticcheck', './...'], folder),
    govulncheck(folder, [...pinned, 'govulncheck', './...']),
    goTest(folder),
  ];
}

/** Known vulnerabilities that the code reaches. Their list is fetched; where it can't be, that is said and the rest goes on. */
function govulncheck(folder: string, command: readonly string[]): Step {
  const name = `govulncheck ${folder}`;
  return {
    name,
    async run({ root, env, print }) {
      const lines: string[] = [];
      const exitCode = await stream(command, { cwd: join(root, folder), env }, (line) => lines.push(line));
      const unreachable = withoutDatabase(name, lines);
      if (unreachable !== undefined) return unreachable;
      for (const line of lines) print(line);
      return ofStep(name, exitCode, { passed: exitCode === 0 ? 1 : 0, failed: 0, failures: [], skipped: [] });
    },
  };
}

/** The tests of one Go module, with the race detector where a C compiler is there for it. */
function goTest(folder: string): Step {
  const name = `go test ${folder}`;
  return {
    name,
    async run({ root, env, print }) {
      const cwd = join(root, folder);
      const race = await hasRaceDetector(cwd);
      if (!race) print('without the race detector: it needs cgo and a C compiler');
      const results = new GoResults();
      const command = ['go', 'test', '-json', ...(race ? ['-race'] : []), './...'];
      const exitCode = await stream(command, { cwd, env }, (line) => {
        for (const shown of results.hear(line)) print(shown);
      });
      return ofStep(name, exitCode, results.tally);
    },
  };
}

async function hasRaceDetector(cwd: string): Promise<boolean> {
  const { stdout } = await execa('go', ['env', 'CGO_ENABLED', 'CC'], { cwd, reject: false });
  const [enabled, compiler] = (stdout ?? '').split('\n');
  if (enabled !== '1' || !compiler) return false;
  const answer = await execa(compiler, ['--version'], { reject: false });
  return answer.exitCode === 0;
}
