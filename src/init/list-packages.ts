import { execa } from 'execa';
import { z } from 'zod';
import { SimError } from '../errors.js';
import type { GoCall } from './go-call.js';

/** A package of the repository itself. */
export interface ListedPackage {
  readonly importPath: string;
  readonly name: string;
  /** Absolute. */
  readonly directory: string;
  readonly moduleDirectory: string | undefined;
  readonly files: readonly string[];
  /** All that it is made of, directly or not. */
  readonly deps: readonly string[];
  /** Other packages that it is made of, by their paths, with their names. */
  readonly names: Readonly<Record<string, string>>;
  /** Asked for, and not only needed. */
  readonly matched: boolean;
  /** What Go has against it. */
  readonly problem: string | undefined;
}

/** What Go says of one module. */
export interface ModuleList {
  readonly folder: string;
  readonly modulePath: string | undefined;
  readonly packages: readonly ListedPackage[];
  readonly problem: string | undefined;
}

const said = z.object({ Err: z.string() });
const listed = z.object({
  ImportPath: z.string(),
  Name: z.string().optional(),
  Dir: z.string().optional(),
  Standard: z.boolean().optional(),
  DepOnly: z.boolean().optional(),
  Module: z
    .object({
      Path: z.string(),
      Dir: z.string().optional(),
      Main: z.boolean().optional(),
      Replace: z.object({ Version: z.string().optional() }).optional(),
    })
    .optional(),
  GoFiles: z.array(z.string()).optional(),
  CgoFiles: z.array(z.string()).optional(),
  Deps: z.array(z.string()).optional(),
  Error: said.optional(),
  DepsErrors: z.array(said.nullable()).optional(),
});
const fields = Object.keys(listed.shape).join(',');

/** Asks `go list` for all packages of the module in a folder, with what they are made of. */
export async function listPackages(folder: string, { env, signal }: GoCall): Promise<ModuleList> {
  const run = await execa('go', ['list', '-e', '-deps', `-json=${fields}`, './...'], {
    cwd: folder,
    env,
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    cancelSignal: signal,
  });
  if (run.isCanceled) throw new SimError('interrupted', 'stopped before Go had listed the packages');
  if (run.exitCode === undefined) throw noGo(run);
  const all = parsed(run.stdout);
  const names = Object.fromEntries(
    all.flatMap(({ ImportPath, Name }) => (Name === undefined ? [] : [[ImportPath, Name]])),
  );
  const own = all.filter(isOwn);
  const isEmpty = run.stderr.trim() === '' || /matched no packages/.test(run.stderr);
  const problem = own.length === 0 && !isEmpty ? oneLine(run.stderr) : undefined;
  return {
    ...{ folder, problem },
    modulePath: own.find(({ DepOnly }) => DepOnly !== true)?.Module?.Path,
    packages: own.map((one) => ({
      importPath: one.ImportPath,
      name: one.Name ?? '',
      directory: one.Dir ?? folder,
      moduleDirectory: one.Module?.Dir,
      files: [...(one.GoFiles ?? []), ...(one.CgoFiles ?? [])],
      deps: one.Deps ?? [],
      names,
      matched: one.DepOnly !== true,
      problem: oneLine(one.Error?.Err ?? one.DepsErrors?.find((error) => error !== null)?.Err),
    })),
  };
}

/** It stands in a comment of the file as well. */
function oneLine(text: string | undefined): string | undefined {
  return text?.trim().replace(/\s*\n\s*/g, ' ');
}

/** Of the main modules, and of those that a folder replaces. */
function isOwn({ Standard, Dir, Module }: z.infer<typeof listed>): boolean {
  if (Standard || Dir === undefined || Module === undefined) return false;
  return Module.Main === true || (Module.Replace !== undefined && Module.Replace.Version === undefined);
}

/** `go list -json` writes one object after the other, each closed by a brace at the start of a line. */
function parsed(text: string): readonly z.infer<typeof listed>[] {
  return text
    .split(/^\}$/m)
    .filter((part) => part.trim() !== '')
    .map((part) => listed.parse(JSON.parse(`${part}}`)));
}

/** The error where there is no Go: nothing else knows which packages exist. */
export function noGo(cause: unknown): SimError {
  return new SimError(
    'failed',
    'there is no Go on this machine, and Go has to say which packages there are',
    {
      hint: 'install Go, or write the file by hand: x-sim: {go: FOLDER} is all that a Go service needs (docs/x-sim.md)',
      cause,
    },
  );
}
