import { z } from 'zod';
import { SimError } from '../../errors.js';
import type { BuildSetup } from './build-setup.js';
import { type GoSettings, runGo, toolEnv } from './go-command.js';
import type { GoRun } from './go-run.js';

const module = z.object({
  Path: z.string(),
  Version: z.string().optional(),
  Main: z.boolean().optional(),
  Dir: z.string().optional(),
  GoMod: z.string().optional(),
  GoVersion: z.string().optional(),
  Replace: z
    .object({
      Path: z.string(),
      Version: z.string().optional(),
      Dir: z.string().optional(),
      GoMod: z.string().optional(),
    })
    .optional(),
});
const names = z.array(z.string()).optional();
const listed = z.object({
  ImportPath: z.string(),
  Name: z.string().optional(),
  Dir: z.string().optional(),
  Standard: z.boolean().optional(),
  Module: module.optional(),
  Match: names,
  Imports: names,
  ImportMap: z.record(z.string(), z.string()).optional(),
  DefaultGODEBUG: z.string().optional(),
  GoFiles: names,
  CgoFiles: names,
  CFiles: names,
  CXXFiles: names,
  MFiles: names,
  HFiles: names,
  FFiles: names,
  SFiles: names,
  SwigFiles: names,
  SwigCXXFiles: names,
  SysoFiles: names,
  IgnoredGoFiles: names,
  IgnoredOtherFiles: names,
  CgoCFLAGS: names,
  CgoCPPFLAGS: names,
  CgoCXXFLAGS: names,
  CgoFFLAGS: names,
  CgoLDFLAGS: names,
  CgoPkgConfig: names,
  EmbedPatterns: names,
  EmbedFiles: names,
  Error: z.object({ Err: z.string() }).optional(),
});

/** A package as `go list` tells of it; see `go help list`. */
export type Listed = z.infer<typeof listed>;

const fields = Object.keys(listed.shape).join(',');

/** The lists of names that are compiled, assembled or linked into a package. */
const compiledKinds = [
  'GoFiles',
  'CgoFiles',
  'CFiles',
  'CXXFiles',
  'MFiles',
  'HFiles',
  'FFiles',
  'SFiles',
  'SwigFiles',
  'SwigCXXFiles',
  'SysoFiles',
] as const;

/** Names of the files in a package's folder that are in the binary, what it embeds aside. */
export function compiledFiles(one: Listed): readonly string[] {
  return compiledKinds.flatMap((kind) => one[kind] ?? []);
}

/** Asks about some packages and all that they import; `undefined` where Go has no answer at all, with its words. */
export async function listGo(
  settings: GoSettings,
  cwd: string,
  patterns: readonly string[],
  { loadFlags, environment }: Pick<BuildSetup, 'loadFlags' | 'environment'>,
): Promise<{ readonly packages: readonly Listed[] | undefined; readonly run: GoRun }> {
  const run = await runGo(settings, ['list', '-e', '-deps', ...loadFlags, `-json=${fields}`, ...patterns], {
    cwd,
    env: { ...toolEnv(), ...environment },
  });
  const silent = !run.succeeded && run.stdout.trim() === '';
  return { packages: silent ? undefined : parseList(run.stdout), run };
}

/** `go list -json` writes one object after the other, each closed by a brace at the start of a line. */
function parseList(text: string): readonly Listed[] {
  return text
    .split(/^\}$/m)
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const { success, data, error } = listed.safeParse(JSON.parse(`${part}}`));
      if (success) return data;
      throw new SimError('failed', 'this version of `go list` writes what Sim does not understand', {
        detail: error.message,
      });
    });
}

/** Some packages and all that they import, in the order of `all`. */
export function behind(all: readonly Listed[], wanted: (one: Listed) => boolean): readonly Listed[] {
  const byPath = new Map(all.map((one) => [one.ImportPath, one]));
  const needed = new Set(all.filter(wanted));
  // What is added while it is walked is walked as well.
  for (const { Imports = [], ImportMap = {} } of needed) {
    for (const path of Imports) {
      const one = byPath.get(ImportMap[path] ?? path);
      if (one !== undefined) needed.add(one);
    }
  }
  return all.filter((one) => needed.has(one));
}

/** Whether a user can edit its source: of the main modules, of those replaced by a folder, and vendored ones. */
export function isLocal({ Dir, Standard, Module }: Listed, vendors: readonly string[]): boolean {
  if (Standard) return false;
  if (vendors.some((folder) => Dir?.startsWith(`${folder}/`))) return true;
  if (Module === undefined) return true;
  return Module.Main === true || (Module.Replace !== undefined && Module.Replace.Version === undefined);
}
