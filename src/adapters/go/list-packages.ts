import { dirname, join } from 'node:path';
import { z } from 'zod';
import { SimError } from '../../errors.js';
import type { PackageList } from './go.js';
import { type GoSettings, runGo, toolEnv } from './go-command.js';
import { packagePattern } from './module-root.js';

const module = z.object({
  Path: z.string(),
  Main: z.boolean().optional(),
  GoMod: z.string().optional(),
  Replace: z.object({ Version: z.string().optional(), GoMod: z.string().optional() }).optional(),
});
const failure = z.object({ Err: z.string() });
const listed = z.object({
  ImportPath: z.string(),
  Dir: z.string().optional(),
  Standard: z.boolean().optional(),
  Module: module.optional(),
  Match: z.array(z.string()).optional(),
  Imports: z.array(z.string()).optional(),
  ImportMap: z.record(z.string(), z.string()).optional(),
  EmbedPatterns: z.array(z.string()).optional(),
  EmbedFiles: z.array(z.string()).optional(),
  Error: failure.optional(),
});
type Listed = z.infer<typeof listed>;

const fields = 'ImportPath,Dir,Standard,Module,Match,Imports,ImportMap,EmbedPatterns,EmbedFiles,Error';

/**
 * Asks `go list` what each `package main` of a module is made from, all at once: most of what it takes is the same for all of
 * them. Throws where it writes what Sim does not understand.
 */
export async function askPackages(
  settings: GoSettings,
  cwd: string,
  directories: readonly string[],
  workFile: string | undefined,
): Promise<ReadonlyMap<string, PackageList>> {
  const patterns = directories.map((directory) => packagePattern(cwd, directory));
  const run = await runGo(settings, ['list', '-e', '-deps', `-json=${fields}`, ...patterns], {
    cwd,
    env: toolEnv(),
  });
  if (!run.succeeded && run.stdout.trim() === '') {
    const extraFiles = [join(cwd, 'go.mod'), join(cwd, 'go.sum')];
    const problem = run.stderr.trim();
    return new Map(
      directories.map((directory) => [directory, { folders: [directory], extraFiles, problem }]),
    );
  }
  const all = parseList(run.stdout);
  return new Map(
    directories.map((directory, i) => {
      const needed = behind(all, (one) => one.Match?.includes(patterns[i] ?? '') === true);
      return [directory, listOf(cwd, directory, needed, workFile)];
    }),
  );
}

/** Some packages and all that they import, in the order of `all`. */
function behind(all: readonly Listed[], wanted: (one: Listed) => boolean): readonly Listed[] {
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

function listOf(
  cwd: string,
  directory: string,
  needed: readonly Listed[],
  workFile: string | undefined,
): PackageList {
  const packages = needed.filter((one) => isLocal(one, join(cwd, 'vendor')));
  const folders = packages.flatMap(({ Dir }) => (Dir === undefined ? [] : [Dir]));
  const extraFiles = [
    join(cwd, 'go.mod'),
    join(cwd, 'go.sum'),
    join(cwd, 'vendor', 'modules.txt'),
    ...(workFile === undefined ? [] : [workFile, `${workFile}.sum`]),
    ...packages.flatMap(moduleFilesOf),
    ...packages.flatMap(embedsOf),
  ];
  const broken = packages.find((one) => one.Error !== undefined);
  return {
    // Go lists dependencies first.
    folders: [...new Set([directory, ...folders.reverse()])],
    extraFiles: [...new Set(extraFiles)],
    problem: broken?.Error?.Err,
  };
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

/** Packages whose source the user can edit: of the main modules, of those replaced by a folder, and vendored ones. */
function isLocal({ Dir, Standard, Module }: Listed, vendor: string): boolean {
  if (Standard) return false;
  if (Dir?.startsWith(`${vendor}/`)) return true;
  if (Module === undefined) return true;
  return Module.Main === true || (Module.Replace !== undefined && Module.Replace.Version === undefined);
}

function moduleFilesOf({ Module }: Listed): readonly string[] {
  const file = Module?.Replace?.GoMod ?? Module?.GoMod;
  return file === undefined ? [] : [file, join(dirname(file), 'go.sum')];
}

function embedsOf({ Dir, EmbedPatterns = [], EmbedFiles = [] }: Listed): readonly string[] {
  if (Dir === undefined) return [];
  const patterns = EmbedPatterns.map((pattern) => pattern.replace(/^all:/, ''));
  // A folder's own name is no pattern, even with a bracket in it.
  const literal = Dir.replace(/[\\*?[]/g, '\\$&');
  const named = patterns.map((pattern) =>
    /[*?[\\]/.test(pattern) ? `${literal}/${pattern}` : join(Dir, pattern),
  );
  return patterns.some((pattern) => pattern.includes('['))
    ? [...named, ...EmbedFiles.map((file) => join(Dir, file))]
    : named;
}
