import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command, importLines, withValues } from './commands.js';
import { readExports } from './exports.js';
import type { RecordedBuild } from './recorded-build.js';

/** The compiler and the linker. */
export interface Tools {
  /** Runs a tool; rejects where it fails. */
  run(command: Command, args: readonly string[]): Promise<void>;
  /** Ends all that runs. */
  readonly stop: () => void;
}

/**
 * Compiles the changed packages, then each package that imports one whose exported declarations have changed. Returns the archives
 * of all packages after that, and how many packages were compiled. Throws where a command fails or is not known.
 */
export async function compileChanged(
  recorded: RecordedBuild,
  changed: ReadonlySet<string>,
  work: string,
  tools: Tools,
): Promise<{ readonly archives: RecordedBuild['archives']; readonly compiled: number }> {
  const archives = { ...recorded.archives };
  const made = new Map<string, Promise<boolean>>();
  let compiled = 0;

  /** Whether those that import it must be compiled as well. */
  function make(path: string): Promise<boolean> {
    const making = made.get(path) ?? makeOnce(path);
    made.set(path, making);
    making.catch(tools.stop);
    return making;
  }

  async function makeOnce(path: string): Promise<boolean> {
    const compile = recorded.compiles[path];
    if (compile === undefined) return false;
    const imports = await Promise.all(compile.imports.map(make));
    if (!changed.has(path) && !imports.includes(true)) return false;
    const before = archives[path] ?? '';
    compiled += 1;
    archives[path] = await runCompile(compile, archives, join(work, String(compiled)), tools);
    const [exports, exportsBefore] = await Promise.all([archives[path], before].map(readExports));
    if (exports !== undefined && exportsBefore?.equals(exports)) return false;
    if (recorded.importers[path] !== undefined)
      throw new Error(`how to compile an importer of ${path} is not known`);
    return true;
  }

  const all = await Promise.allSettled(Object.keys(recorded.compiles).map(make));
  const failed = all.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return { archives, compiled };
}

async function runCompile(
  { command, imports, others, embeds }: RecordedBuild['compiles'][string],
  archives: RecordedBuild['archives'],
  folder: string,
  tools: Tools,
): Promise<string> {
  const [archive, importcfg, embedcfg] = ['_pkg_.a', 'importcfg', 'embedcfg'].map((file) =>
    join(folder, file),
  ) as [string, string, string];
  await mkdir(folder, { recursive: true });
  await writeFile(importcfg, importLines(imports, archives, others));
  if (embeds !== undefined) await writeFile(embedcfg, embeds);
  const values = { '-o': archive, '-importcfg': importcfg, '-embedcfg': embedcfg };
  await tools.run(command, withValues(command, values));
  return archive;
}
