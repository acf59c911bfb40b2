import { relative } from 'node:path';
import type { BuildError } from '../../state/builds/build-error.js';
import type { CheckKind } from '../../state/checks/checks.js';
import { parseBuildErrors } from './build-errors.js';
import type { BuildSetup } from './build-setup.js';
import { withFiles } from './error-files.js';
import { addExcerpts } from './excerpts.js';
import { fullDisk } from './full-disk.js';
import { type GoSettings, runGo } from './go-command.js';
import type { GoRun } from './go-run.js';
import { buildWords } from './go-words.js';
import { moduleRoot } from './module-root.js';
import { parseTestErrors } from './test-errors.js';

/** Packages to look at. */
export interface CheckRequest {
  readonly kind: CheckKind;
  /** Absolute folder of the `package main`. */
  readonly directory: string;
  /** Absolute folders of packages, from which those of its module are taken. */
  readonly folders: readonly string[];
  /** Absolute folder from which paths in errors are shown. */
  readonly root: string;
  /** How the binary of the `package main` is made. */
  readonly setup: BuildSetup;
  readonly signal: AbortSignal;
}

/** The result of a check; its errors are empty where all is well. */
export type CheckResult =
  | { readonly outcome: 'done'; readonly errors: readonly BuildError[] }
  | { readonly outcome: 'cancelled' };

/** The time limit of tests, so that one that hangs does not keep the processor busy for ever. */
const testTimeout = '-timeout=2m';

/** Runs `go vet` or `go test` behind everything else that the machine has to do; what an edit did not affect comes out of Go's cache. */
export async function checkPackages(settings: GoSettings, request: CheckRequest): Promise<CheckResult> {
  const { kind, root, setup, signal } = request;
  // With the compiler's flags of the builds, whose caches then serve here, too; the linker's are not for tests.
  const sharedFlags = [...setup.loadFlags, ...setup.compileFlags];
  const cwd = await moduleRoot(request.directory);
  const packages = request.folders
    .filter((folder) => folder === cwd || folder.startsWith(`${cwd}/`))
    .map((folder) => `./${relative(cwd, folder)}`);
  const words =
    kind === 'vet'
      ? // Which GOFLAGS may ask for: what is found would be no failure then.
        ['vet', '-json=false', ...sharedFlags, ...packages]
      : ['test', '-json', '-fullpath', '-p=1', testTimeout, ...sharedFlags, ...packages];
  const run = await runGo(
    settings,
    words,
    // Tests run here, whatever the engine's platform is.
    {
      ...{ cwd, signal, background: true },
      env: { ...setup.environment, ...(kind === 'test' ? { GOOS: '', GOARCH: '' } : {}) },
    },
  );
  if (run.cancelled) return { outcome: 'cancelled' };
  if (run.succeeded) return { outcome: 'done', errors: [] };
  const full = await fullDisk(settings, `${run.stdout}\n${run.stderr}`, { cwd });
  const errors = full === undefined ? errorsOf(kind, run) : [full];
  return {
    outcome: 'done',
    errors: await addExcerpts(await withFiles(settings, errors, cwd), { cwd, root }),
  };
}

function errorsOf(kind: CheckKind, run: GoRun) {
  const failed = kind === 'test' ? parseTestErrors(run) : [];
  return failed.length > 0 ? failed : parseBuildErrors(buildWords(run));
}
