import { access, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Action } from '../action-graph.js';
import type { Source } from '../packages.js';
import { type Command, compileCommand, flagValue, linkCommand, parseImports } from './commands.js';
import type { Plan } from './plan.js';

/** So many archives of other people's packages are kept until the next build: a new import has a few, a first build hundreds. */
const mostOthers = 20;

/**
 * Makes a plan of what Go just did. Packages that it found in its cache it compiled earlier: how, the plan before may know.
 * `undefined` where the build was of a kind that can't be done again, or Go ran where its files can't be seen.
 */
export async function recordPlan(
  actions: readonly Action[],
  { words, content, shapes }: Source,
  before: Plan | undefined,
): Promise<Plan | undefined> {
  const linked = actions.find(({ Mode }) => Mode === 'link');
  const link = linkCommand(linked?.Cmd ?? []);
  if (link === undefined || linked?.Package === undefined) return undefined;
  const importcfg = flagValue(link, '-importcfg') ?? '';
  const { archives, others } = parseImports(await readFile(importcfg, 'utf8'));
  await Promise.all([link[0], ...Object.values(archives)].map((path) => access(path)));
  const compiles = {
    ...stillTrue(before, shapes),
    ...(await compilesOf(actions, shapes)),
  };
  const work = dirname(dirname(importcfg));
  const fresh = Object.keys(archives).filter(
    (path) => !(path in compiles) && archives[path]?.startsWith(`${work}/`),
  );
  // Go's cache has a copy of each to stay, which the next build tells.
  if (fresh.length > mostOthers) return undefined;
  return {
    words,
    content,
    archives,
    compiles,
    importers: importersOf(actions, compiles),
    link: { package: linked.Package, command: link, others },
  };
}

/** Of what was known before: packages of which Go says the same, files, modules and toolchain. */
function stillTrue(before: Plan | undefined, shapes: Source['shapes']): Plan['compiles'] {
  return Object.fromEntries(
    Object.entries(before?.compiles ?? {}).filter(([, { folder, shape }]) => shapes[folder] === shape),
  );
}

/** Only of packages whose source can be edited. */
async function compilesOf(actions: readonly Action[], shapes: Source['shapes']): Promise<Plan['compiles']> {
  const found = actions.flatMap(({ Mode, Package, Cmd }) => {
    const command = Mode === 'build' ? compileCommand(Cmd ?? []) : undefined;
    const folder = dirname(command?.at(-1) ?? '');
    return command !== undefined && Package !== undefined && folder in shapes
      ? [{ Package, folder, command }]
      : [];
  });
  return Object.fromEntries(
    await Promise.all(
      found.map(async ({ Package, folder, command }) => {
        const { archives, others } = parseImports(
          await readFile(flagValue(command, '-importcfg') ?? '', 'utf8'),
        );
        const compile = { folder, shape: shapes[folder] ?? '', command, imports: Object.keys(archives) };
        return [Package, { ...compile, others, ...(await embedsOf(command)) }] as const;
      }),
    ),
  );
}

async function embedsOf(command: Command): Promise<{ readonly embeds?: string }> {
  const file = flagValue(command, '-embedcfg');
  return file === undefined ? {} : { embeds: await readFile(file, 'utf8') };
}

function importersOf(actions: readonly Action[], compiles: Plan['compiles']): Plan['importers'] {
  const importers: Plan['importers'] = {};
  for (const { Mode, Package, Deps = [] } of actions) {
    if (Mode !== 'build' || Package === undefined || Package in compiles) continue;
    for (const { Package: path = '' } of Deps.flatMap((at) => actions[at] ?? [])) {
      if (path in compiles) importers[path] = [...(importers[path] ?? []), Package];
    }
  }
  return importers;
}
