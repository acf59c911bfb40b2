import { access, lstat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type BuildSetup, buildSetup, type NeedsC, plainSetup, setupWords } from './build-setup.js';
import { createCNeeds } from './c-needs.js';
import { sumOf } from './file-sums.js';
import type { GoSettings } from './go-command.js';
import { goflag } from './go-flags.js';
import { behind, compiledFiles, isLocal, type Listed, listGo } from './go-list.js';
import { packagePattern } from './module-root.js';
import { overlaid } from './overlay.js';
import type { PackageList } from './package-list.js';
import { stampNotes } from './stamp-notes.js';
import { askTool, type Tool } from './tool-key.js';
import { createLocalModules, type LocalModules } from './work-modules.js';

/** What Go says of one `package main`, asked in one moment. */
export interface Answer {
  readonly list: PackageList;
  readonly tool: Tool;
  /** How it is made. */
  readonly setup: BuildSetup;
  /** Files whose content is in the binary, absolute: compiled, embedded, what stands in for any of them. */
  readonly files: readonly string[];
  /** Those of `files` that are embedded. */
  readonly embedded: readonly string[];
  /** Files whose content decides how everything is compiled, there or not: a profile, the list of what stands in for what. */
  readonly settings: readonly string[];
  /** All that Go said, toolchain and settings included: as long as it is the same, the same commands make the binary of the same files. */
  readonly words: string;
  /** For each folder: all of it that decides how the package in it is compiled. */
  readonly shapes: Readonly<Record<string, string>>;
}

/** What is known from one question to the next. */
export interface GoKnowledge {
  readonly localModules: (cwd: string, tool: Tool) => Promise<LocalModules>;
  readonly cNeeds: ReturnType<typeof createCNeeds>;
  /** How each `package main` was made when it was asked about last: most likely it still is. */
  readonly setups: Map<string, BuildSetup>;
}

/** Nothing is known yet. */
export function newKnowledge(settings: GoSettings): GoKnowledge {
  return {
    localModules: createLocalModules(settings),
    cNeeds: createCNeeds(settings),
    setups: new Map(),
  };
}

/**
 * Asks what each `package main` of a module is made from, all at once: most of what it takes is the same for all of them. Throws
 * where Go writes what Sim does not understand.
 */
export async function askGo(
  settings: GoSettings,
  cwd: string,
  directories: readonly string[],
  knowledge: GoKnowledge,
): Promise<ReadonlyMap<string, Answer>> {
  const asking = askTool(settings, cwd);
  // The list may fail before it is awaited; its rejection must not end the process.
  asking.catch(() => undefined);
  const lists = await listEach(settings, cwd, directories, { asking, knowledge });
  const tool = await asking;
  const modules = await knowledge.localModules(cwd, tool);
  const replaced = await overlaid(tool.overlay, cwd);
  return new Map(
    await Promise.all(
      directories.map(async (directory) => {
        const { needed, problem, setup } = lists.get(directory) ?? nothingListed;
        knowledge.setups.set(directory, setup);
        return [
          directory,
          await answerOf({
            directory,
            cwd,
            tool,
            needed,
            problem,
            setup,
            dockerfile: settings.dockerfile,
            modules,
            replaced,
          }),
        ] as const;
      }),
    ),
  );
}

interface ListedBySetup {
  readonly needed: readonly Listed[];
  readonly problem: string | undefined;
  readonly setup: BuildSetup;
}

const nothingListed: ListedBySetup = {
  needed: [],
  problem: 'go list knows no package there',
  setup: plainSetup,
};

/** What a package is made of shows how it is to be made, which may make it of something else: with C, or by other tags. */
const mostRounds = 3;

async function listEach(
  settings: GoSettings,
  cwd: string,
  directories: readonly string[],
  { asking, knowledge }: { readonly asking: Promise<Tool>; readonly knowledge: GoKnowledge },
): Promise<ReadonlyMap<string, ListedBySetup>> {
  const found = new Map<string, ListedBySetup>();
  // As if GOFLAGS said nothing that matters for a list, which is not known yet.
  const likely = buildSetup({
    ...{ goflags: [], usesC: false, compiler: '', chosen: undefined, needC: [] },
    dockerfile: settings.dockerfile,
  });
  let waiting = directories.map((directory) => ({
    directory,
    by: knowledge.setups.get(directory) ?? likely,
  }));
  for (let round = 1; waiting.length > 0; round += 1) {
    const groups = Map.groupBy(waiting, ({ by }) => loadWords(by));
    const next = [...groups.values()].map(async (group) => {
      const [{ by } = { by: plainSetup }] = group;
      const patterns = group.map(({ directory }) => packagePattern(cwd, directory));
      const { packages = [], run } = await listGo(settings, cwd, patterns, by);
      const problem = packages.length === 0 ? run.stderr.trim() || 'go list says nothing' : undefined;
      return Promise.all(
        group.map(async ({ directory }, i) => {
          const needed = behind(packages, (one) => one.Match?.includes(patterns[i] ?? '') === true);
          const tool = await asking;
          const tags = goflag(tool.goflags, 'tags')?.split(/[\s,]+/) ?? [];
          const needC = await knowledge.cNeeds(cwd, needed, { ...by, tags });
          const setup = setupOf(settings, tool, needC);
          found.set(directory, { needed, problem: problem ?? problemOf(needed), setup });
          return loadWords(setup) === loadWords(by) || round === mostRounds ? [] : [{ directory, by: setup }];
        }),
      );
    });
    waiting = (await Promise.all(next)).flat(2);
  }
  return found;
}

function loadWords({ loadFlags, environment }: BuildSetup): string {
  return [environment.CGO_ENABLED, ...loadFlags].join(' ');
}

/** How a binary is made that needs so much of C. */
export function setupOf(
  { env, dockerfile }: GoSettings,
  { goflags, usesC, compiler }: Tool,
  needC: readonly NeedsC[],
): BuildSetup {
  return buildSetup({ goflags, usesC, compiler, chosen: env.CGO_ENABLED || undefined, needC, dockerfile });
}

function problemOf(needed: readonly Listed[]): string | undefined {
  if (needed.length === 0) return 'go list knows no package there';
  const broken = needed.filter((one) => one.Error !== undefined);
  return broken.length === 0 ? undefined : broken.map((one) => one.Error?.Err).join('\n');
}

async function answerOf({
  directory,
  cwd,
  tool,
  needed,
  problem,
  setup,
  dockerfile,
  modules,
  replaced,
}: {
  readonly directory: string;
  readonly cwd: string;
  readonly tool: Tool;
  readonly needed: readonly Listed[];
  readonly problem: string | undefined;
  readonly setup: BuildSetup;
  readonly dockerfile: GoSettings['dockerfile'];
  readonly modules: LocalModules;
  readonly replaced: ReadonlyMap<string, string>;
}): Promise<Answer> {
  const vendors = [cwd, ...(tool.workFile === undefined ? [] : [dirname(tool.workFile)])].map((at) =>
    join(at, 'vendor'),
  );
  const packages = needed.filter((one) => isLocal(one, vendors));
  const local = new Set(packages);
  // Go lists dependencies first.
  const folders = [...new Set([directory, ...packages.flatMap(({ Dir }) => Dir ?? []).reverse()])];
  const inside = (pick: (one: Listed) => readonly string[]) =>
    packages.flatMap((one) => pick(one).map((name) => join(one.Dir ?? directory, name)));
  const compiled = inside(compiledFiles);
  const embedded = inside((one) => one.EmbedFiles ?? []);
  const profile = tool.profile ?? join(directory, 'default.pgo');
  const patterns = packages.flatMap(embedsOf);
  const standIns = [...compiled, ...embedded].flatMap((file) => replaced.get(file) ?? []);
  const { present, absent } = await sorted([
    ...modulesFiles(cwd, packages),
    ...modules.files,
    ...tool.settingFiles,
    ...searchedFor(directory, 'go.work'),
    ...folders.flatMap((folder) => searchedFor(folder, 'go.mod')),
    profile,
  ]);
  return {
    list: {
      folders,
      leftOut: inside((one) => [...(one.IgnoredGoFiles ?? []), ...(one.IgnoredOtherFiles ?? [])]),
      embeds: patterns,
      deciding: unique([...present, ...standIns]),
      awaited: absent,
      modules: problem === undefined ? [] : unique([...modules.folders, cwd]),
      links: await linksAmong([...folders, ...compiled, ...embedded, ...modules.folders]),
      problem,
      notes: [...setup.notes, ...(await stampNotes(cwd, packages, { goflags: tool.goflags, dockerfile }))],
    },
    tool,
    setup,
    files: unique([...compiled, ...embedded, ...standIns]),
    embedded,
    settings: [profile, ...(tool.overlay === undefined ? [] : [tool.overlay])],
    words: sumOf([
      tool.key,
      ...setupWords(setup),
      problem ?? '',
      ...needed.map((one) => (local.has(one) ? wordsOf(one) : nameOf(one))).sort(),
    ]),
    shapes: Object.fromEntries(
      packages.map((one) => [
        one.Dir ?? directory,
        sumOf([tool.key, loadWords(setup), ...setup.compileFlags, wordsOf(one)]),
      ]),
    ),
  };
}

function wordsOf({ Match: _, IgnoredGoFiles: _go, IgnoredOtherFiles: _other, ...rest }: Listed): string {
  return JSON.stringify(rest);
}

/** What other people's packages are made of never changes: their names and versions say all. */
function nameOf({ ImportPath, Dir, Module, ImportMap, Error: problem }: Listed): string {
  return JSON.stringify([ImportPath, Dir, Module, ImportMap, problem]);
}

/** Module files where Go has read them, or would if they were there. */
function modulesFiles(cwd: string, packages: readonly Listed[]): readonly string[] {
  const beside = packages.flatMap(({ Module }) => {
    const file = Module?.Replace?.GoMod ?? Module?.GoMod;
    return file === undefined ? [] : [file, join(dirname(file), 'go.sum')];
  });
  return [join(cwd, 'go.mod'), join(cwd, 'go.sum'), join(cwd, 'vendor', 'modules.txt'), ...beside];
}

/** Go looks for it in a folder and in each one above. */
function searchedFor(folder: string, name: string): readonly string[] {
  const files: string[] = [];
  for (let at = folder; ; at = dirname(at)) {
    files.push(join(at, name));
    if (dirname(at) === at) return files;
  }
}

function embedsOf({ Dir, EmbedPatterns = [] }: Listed): readonly string[] {
  if (Dir === undefined) return [];
  // A folder's own name is no pattern, even with a bracket in it.
  const literal = Dir.replace(/[\\*?[]/g, '\\$&');
  return EmbedPatterns.map((pattern) => pattern.replace(/^all:/, '')).map((pattern) =>
    /[*?[\\]/.test(pattern) ? `${literal}/${pattern}` : join(Dir, pattern),
  );
}

async function sorted(files: readonly string[]) {
  const looked = await Promise.all(
    unique(files).map(async (file) => ({
      file,
      there: await access(file).then(
        () => true,
        () => false,
      ),
    })),
  );
  const only = (wanted: boolean) => looked.flatMap(({ file, there }) => (there === wanted ? [file] : []));
  return { present: only(true), absent: only(false) };
}

/** The links among some paths and the folders above them. */
async function linksAmong(paths: readonly string[]): Promise<readonly string[]> {
  const all = new Set<string>();
  for (const path of paths) {
    for (let at = path; !all.has(at) && dirname(at) !== at; at = dirname(at)) all.add(at);
  }
  const found = await Promise.all(
    [...all].map(async (path) => ({ path, stats: await lstat(path).catch(() => undefined) })),
  );
  return found.flatMap(({ path, stats }) => (stats?.isSymbolicLink() ? [path] : []));
}

function unique(all: readonly string[]): readonly string[] {
  return [...new Set(all)];
}
