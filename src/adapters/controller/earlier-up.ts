import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { defaultStacks } from '../../environment/environment.js';
import { commandFor } from '../../outputs/text/commands.js';

const rootFileSchema = z.object({
  include: z.array(z.object({ path: z.array(z.string()).min(1), project_directory: z.string() })).min(1),
});

/**
 * The `up` that an environment was last brought up by, as far as the files that it left tell: without the file or the stacks that
 * it was given, another system would come up under its name.
 */
export async function earlierUp(stateDir: string, name: string): Promise<string> {
  const words = await namedBefore(join(stateDir, 'compose.yaml'));
  return commandFor(name, ['up', ...words].join(' '));
}

async function namedBefore(rootFile: string): Promise<readonly string[]> {
  try {
    const { include } = rootFileSchema.parse(parse(await readFile(rootFile, 'utf8')));
    const stacks = include.map(({ project_directory: folder }) => stackOf(folder.replaceAll('$$', '$')));
    if (stacks.every((stack) => stack !== undefined))
      return stacks.join() === defaultStacks.join() ? [] : stacks;
    const file = include[0]?.path[0]?.replaceAll('$$', '$') ?? '';
    return ['-f', typed(file)];
  } catch {
    // It was never up here.
    return [];
  }
}

/** A folder of `stacks/` in a checkout of Sim. */
function stackOf(folder: string): string | undefined {
  const stacks = dirname(folder);
  const isOurs = basename(stacks) === 'stacks' && existsSync(join(dirname(stacks), 'bin', 'sim'));
  return isOurs ? basename(folder) : undefined;
}

function typed(file: string): string {
  const near = relative(process.cwd(), file);
  const shown = near.startsWith('..') ? file : near;
  return /^[\w@%+=:,./-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", `'\\''`)}'`;
}
