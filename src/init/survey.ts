import { join } from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import { SimError } from '../errors.js';
import type { GoCall } from './go-call.js';
import { type ListedPackage, noGo } from './list-packages.js';
import type { Part, Program } from './program.js';

const part: z.ZodType<Part> = z.lazy(() =>
  z.object({
    kind: z.enum(['text', 'env', 'flag', 'key', 'unknown']),
    text: z.string().optional(),
    default: z.array(part).optional(),
    single: z.boolean().optional(),
  }),
);
const value = z
  .array(part)
  .nullish()
  .transform((parts) => parts ?? []);
const call = z.object({
  what: z.string(),
  role: z.enum(['dsn', 'addr', 'host', 'port', 'user', 'password', 'name', 'sslmode']),
  value,
  word: z.string().optional(),
  at: z.string(),
});
const surveyed = z.object({
  importPath: z.string(),
  listens: z.array(call),
  connects: z.array(call),
  reads: z.array(z.object({ name: z.string(), default: value, at: z.string() })),
  texts: z.array(z.string()),
  imports: z.array(z.string()),
  problem: z.string().optional(),
});

/** What the source of a program shows; places are `/absolute/file.go:line`. */
export type SurveyedProgram = z.infer<typeof surveyed> & Pick<Program, 'listens' | 'connects' | 'reads'>;

/** Has the survey, a small Go program of Sim's own, read the source of these packages, and tell of each `package main`. */
export async function survey(
  packages: readonly ListedPackage[],
  { env, root, signal }: GoCall,
): Promise<readonly SurveyedProgram[]> {
  const paths = new Set(packages.map(({ importPath }) => importPath));
  const input = {
    Packages: packages.map(({ importPath, name, directory, files, deps, matched }) => ({
      ...{ ImportPath: importPath, Name: name, Dir: directory, Files: files },
      Deps: deps.filter((dep) => paths.has(dep)),
      Main: name === 'main' && matched,
    })),
    Names: Object.assign({}, ...packages.map(({ names }) => names)),
  };
  const run = await execa('go', ['run', '.'], {
    cwd: join(root, 'src/init/survey'),
    // The survey is no part of the user's workspace, and nothing of its build is theirs to say: without any flag it is for 'go env -w'.
    env: { ...env, GOFLAGS: '-buildvcs=false', GOWORK: 'off', GO111MODULE: 'on', CGO_ENABLED: '0' },
    extendEnv: false,
    reject: false,
    input: JSON.stringify(input),
    cancelSignal: signal,
  });
  if (run.isCanceled) throw new SimError('interrupted', 'stopped before the source was read');
  if (run.exitCode === undefined) throw noGo(run);
  if (run.failed)
    throw new SimError('failed', 'the source could not be read', { detail: run.stderr, cause: run });
  return z.array(surveyed).parse(JSON.parse(run.stdout));
}
