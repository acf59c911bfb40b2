import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { RawBuildError } from './build-errors.js';
import { type GoSettings, runGo } from './go-command.js';
import { parsed } from './go-words.js';
import { packagePattern } from './module-root.js';

const answer = z.object({
  Dir: z.string(),
  ImportPath: z.string(),
  Name: z.string(),
  GoFiles: z.array(z.string()).default([]),
  CgoFiles: z.array(z.string()).default([]),
});

/**
 * Of a package that is not main `go build -o` writes the archive and calls it done: says then what `go run` says, at the package
 * clause. `undefined` where `output` is no archive.
 */
export async function notMain(
  settings: GoSettings,
  output: string,
  { cwd, directory }: { readonly cwd: string; readonly directory: string },
): Promise<RawBuildError | undefined> {
  if (!(await isArchive(output))) return undefined;
  const fields = '-json=Dir,ImportPath,Name,GoFiles,CgoFiles';
  const { stdout } = await runGo(settings, ['list', fields, packagePattern(cwd, directory)], { cwd });
  const { success, data } = answer.safeParse(parsed(stdout));
  // Unless the package has changed meanwhile.
  if (!success || data.Name === 'main') return { ...nowhere, message: archive };
  const [first] = [...data.GoFiles, ...data.CgoFiles];
  const file = first === undefined ? undefined : join(data.Dir, first);
  const line = file === undefined ? undefined : packageLine(await readFile(file, 'utf8').catch(() => ''));
  return { ...nowhere, file, line, message: `package ${data.ImportPath} is not a main package` };
}

const nowhere = { file: undefined, line: undefined, column: undefined };
const archive =
  'go build wrote an archive, which cannot be started: does GOFLAGS ask for another -buildmode?';
const magic = '!<arch>\n';

async function isArchive(path: string): Promise<boolean> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(magic.length), 0, magic.length, 0);
  return buffer.toString('latin1', 0, bytesRead) === magic;
}

/** Before the package clause stand only comments. */
function packageLine(source: string): number | undefined {
  const before = /^(?:\s|\uFEFF|\/\/.*|\/\*[\s\S]*?\*\/)*(?=package\b)/.exec(source)?.[0];
  return before?.split('\n').length;
}
