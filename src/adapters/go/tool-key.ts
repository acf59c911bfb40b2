import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { sumOf } from './file-sums.js';
import { type GoSettings, runGo } from './go-command.js';

/** Which toolchain works in a module, and how it is set up. */
export interface Tool {
  /** Differs where the same source would give another binary. */
  readonly key: string;
  /** The go.work in force; `undefined` where there is none. */
  readonly workFile: string | undefined;
  /** What Go tells its compiler and linker by their environment. */
  readonly environment: Readonly<Record<string, string>>;
}

/** All that `go env` tells and a binary without cgo depends on. */
const variables = [
  'GOVERSION',
  'GOROOT',
  'GOOS',
  'GOARCH',
  'GO386',
  'GOAMD64',
  'GOARM',
  'GOARM64',
  'GOPPC64',
  'GORISCV64',
  'GOEXPERIMENT',
  'GOFIPS140',
  'GOFLAGS',
  'GO111MODULE',
  'CGO_ENABLED',
  'GOWORK',
  'GOMODCACHE',
] as const;

const told = /^GO(ROOT|OS|ARCH|EXPERIMENT|FIPS140|386|AMD64|ARM|ARM64|PPC64|RISCV64)$/;

const answer = z.record(z.string(), z.string());

/** Asks each module's folder once, and again when its go.mod, which may ask for another toolchain, has changed. */
export function createToolKey(settings: GoSettings): (moduleRoot: string) => Promise<Tool> {
  const known = new Map<string, Promise<Tool>>();
  return async (moduleRoot) => {
    const mod = await readFile(join(moduleRoot, 'go.mod'), 'utf8').catch(() => '');
    const question = sumOf([moduleRoot, mod]);
    const asked = known.get(question) ?? ask(settings, moduleRoot);
    known.set(question, asked);
    asked.catch(() => known.delete(question));
    return asked;
  };
}

async function ask(settings: GoSettings, cwd: string): Promise<Tool> {
  const run = await runGo(settings, ['env', '-json', ...variables], { cwd });
  // Where go.mod is broken, so will the list and the build be, which then say why.
  const values = run.succeeded ? answer.parse(JSON.parse(run.stdout)) : {};
  const work = values.GOWORK ?? '';
  return {
    key: sumOf([run.stderr, ...variables.map((name) => values[name] ?? '')]),
    workFile: work === '' || work === 'off' ? undefined : work,
    environment: Object.fromEntries(
      variables.flatMap((name) => (told.test(name) && values[name] ? [[name, values[name]]] : [])),
    ),
  };
}
