import { access, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Action } from '../action-graph.js';
import type { Source } from '../packages.js';
import { type Command, compileCommand, flagValue, linkCommand, parseImports } from './commands.js';
import type { RecordedBuild } from './recorded-build.js';

/** The most archives of other people's packages that a recorded build keeps: a new import has a few, a first build hundreds. */
const mostOthers = 20;

/**
 * Records the commands of a build that Go has just done. How a package is compiled that Go took from its cache comes from the recorded
 * build `before`. `undefined`: this kind of build can't be replayed. Throws where Go's work files can't be read, as when it ran in a
 * container.
 */
export async function recordBuild(
  actions: readonly Action[],
  { words, content, shapes }: Source,
  before: RecordedBuild | undefined,
): Promise<RecordedBuild | undefined> {
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
  // Go's cache keeps a copy of each archive: the next build names those, and can be recorded.
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
function stillTrue(before: RecordedBuild | undefined, shapes: Source['shapes']): RecordedBuild['compiles'] {
  return Object.fromEntries(
    Object.entries(before?.compiles ?? {}).filter(([, { folder, shape }]) => shapes[folder] === shape),
  );
}

/** Only of packages whose source can be edited. */
async function compilesOf(
  actions: readonly Action[],
  shapes: Source['shapes'],
): Promise<RecordedBuild['compiles']> {
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

function importersOf(
  actions: readonly Action[],
  compiles: RecordedBuild['compiles'],
): RecordedBuild['importers'] {
  const importers: RecordedBuild['importers'] = {};
  for (const { Mode, Package, Deps = [] } of actions) {
    if (Mode !== 'build' || Package === undefined || Package in compiles) continue;
    for (const { Package: path = '' } of Deps.flatMap((at) => actions[at] ?? [])) {
      if (path in compiles) importers[path] = [...(importers[path] ?? []), Package];
    }
  }
  return importers;
}
