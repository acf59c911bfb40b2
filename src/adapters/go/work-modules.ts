import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { sumOf } from './file-sums.js';
import { type GoSettings, runGo } from './go-command.js';
import type { Tool } from './tool-key.js';

const replaceSchema = z
  .array(z.object({ New: z.object({ Path: z.string(), Version: z.string().optional() }) }))
  .nullish();
const workSchema = z.object({
  Use: z.array(z.object({ DiskPath: z.string() })).nullish(),
  Replace: replaceSchema,
});
const modSchema = z.object({ Replace: replaceSchema });

type Kind = 'work' | 'mod';
const mostKnown = 50;

/** The folders of this machine that a module or a workspace names, and the files in them that decide about versions. */
export interface LocalModules {
  readonly folders: readonly string[];
  readonly files: readonly string[];
}

/** Reads the go.work or go.mod in force by Go's own reader, which also reads what can't be built; each text of them once. */
export function createLocalModules(settings: GoSettings): (cwd: string, tool: Tool) => Promise<LocalModules> {
  const known = new Map<string, Promise<unknown>>();
  const edited = async (kind: Kind, file: string) => {
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) return undefined;
    const question = sumOf([kind, text]);
    const asked = known.get(question) ?? ask(settings, kind, file);
    if (!known.has(question) && known.size >= mostKnown) known.clear();
    known.set(question, asked);
    return asked;
  };
  return (cwd, tool) => modulesOf(edited, cwd, tool);
}

async function modulesOf(
  edited: (kind: Kind, file: string) => Promise<unknown>,
  cwd: string,
  tool: Tool,
): Promise<LocalModules> {
  const { workFile } = tool;
  const folders: string[] = [];
  if (workFile !== undefined) {
    const work = workSchema.safeParse(await edited('work', workFile)).data;
    const at = dirname(workFile);
    folders.push(
      ...(work?.Use ?? []).map(({ DiskPath }) => resolve(at, DiskPath)),
      ...replacedBy(at, work?.Replace),
    );
  }
  const mains = workFile === undefined ? [dirname(tool.moduleFile ?? join(cwd, 'go.mod'))] : [...folders];
  const beside = await Promise.all(
    mains.map(async (folder) => {
      const mod = modSchema.safeParse(await edited('mod', join(folder, 'go.mod'))).data;
      return replacedBy(folder, mod?.Replace);
    }),
  );
  const all = [...new Set([...mains, ...folders, ...beside.flat()])];
  return {
    folders: all,
    files: [
      ...all.flatMap((folder) => [join(folder, 'go.mod'), join(folder, 'go.sum')]),
      ...(workFile === undefined ? [] : [join(dirname(workFile), 'vendor', 'modules.txt')]),
    ],
  };
}

function replacedBy(at: string, replaced: z.infer<typeof replaceSchema>): readonly string[] {
  return (replaced ?? []).flatMap(({ New }) => (New.Version === undefined ? [resolve(at, New.Path)] : []));
}

async function ask(settings: GoSettings, kind: Kind, file: string): Promise<unknown> {
  const run = await runGo(settings, [kind, 'edit', '-json', file], { cwd: dirname(file) });
  try {
    return JSON.parse(run.stdout);
  } catch {
    return undefined;
  }
}
