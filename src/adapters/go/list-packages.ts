import { dirname, join } from 'node:path';
import { z } from 'zod';
import { SimError } from '../../errors.js';
import type { PackageList } from './go.js';
import { type GoSettings, runGo } from './go-command.js';
import { moduleRoot, packagePattern } from './module-root.js';
import { createFingerprinter } from './package-fingerprint.js';

const module = z.object({
  Path: z.string(),
  Main: z.boolean().optional(),
  GoMod: z.string().optional(),
  Replace: z.object({ Version: z.string().optional(), GoMod: z.string().optional() }).optional(),
});
const failure = z.object({ Err: z.string() });
const listed = z.object({
  Dir: z.string().optional(),
  Standard: z.boolean().optional(),
  Module: module.optional(),
  EmbedPatterns: z.array(z.string()).optional(),
  EmbedFiles: z.array(z.string()).optional(),
  Error: failure.optional(),
});
type Listed = z.infer<typeof listed>;

const fields = 'Dir,Standard,Module,EmbedPatterns,EmbedFiles,Error';

/** Lists what a `package main` is made from; remembers each answer for as long as it must still be true. */
export function createPackageLister(
  settings: GoSettings,
): (directory: string, signal: AbortSignal) => Promise<PackageList> {
  const known = new Map<string, { readonly fingerprint: string; readonly list: PackageList }>();
  const fingerprint = createFingerprinter();
  return async (directory, signal) => {
    const before = known.get(directory);
    if (before !== undefined && (await fingerprint(before.list)).sum === before.fingerprint)
      return before.list;
    const askedAt = Date.now();
    const fresh = await ask(settings, directory, signal);
    // While a package cannot be loaded, Go says nothing about what is behind it: that must still be watched.
    const list = fresh.problem === undefined || before === undefined ? fresh : united(before.list, fresh);
    const { sum, newestMs } = await fingerprint(list);
    // What changed while Go was reading may or may not be in its answer: ask again next time.
    known.set(directory, { fingerprint: newestMs < askedAt ? sum : '', list });
    return list;
  };
}

async function ask(settings: GoSettings, directory: string, signal: AbortSignal): Promise<PackageList> {
  const cwd = await moduleRoot(directory);
  const [run, work] = await Promise.all([
    runGo(settings, ['list', '-e', '-deps', `-json=${fields}`, packagePattern(cwd, directory)], {
      cwd,
      signal,
    }),
    runGo(settings, ['env', 'GOWORK'], { cwd, signal }),
  ]);
  signal.throwIfAborted();
  if (!run.succeeded && run.stdout.trim() === '') {
    const moduleFiles = [join(cwd, 'go.mod'), join(cwd, 'go.sum')];
    return { folders: [directory], extraFiles: moduleFiles, problem: run.stderr.trim() };
  }
  const packages = parseList(run.stdout).filter(isLocal);
  const folders = packages.flatMap(({ Dir }) => (Dir === undefined ? [] : [Dir]));
  const workFile = work.stdout.trim();
  const extraFiles = [
    join(cwd, 'go.mod'),
    join(cwd, 'go.sum'),
    join(cwd, 'vendor', 'modules.txt'),
    ...(workFile === '' || workFile === 'off' ? [] : [workFile, `${workFile}.sum`]),
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

/** Packages whose source the user can edit: of the main modules and of those replaced by a folder. */
function isLocal({ Standard, Module }: Listed): boolean {
  if (Standard) return false;
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

function united(before: PackageList, fresh: PackageList): PackageList {
  return {
    folders: [...new Set([...fresh.folders, ...before.folders])],
    extraFiles: [...new Set([...fresh.extraFiles, ...before.extraFiles])],
    problem: fresh.problem,
  };
}
