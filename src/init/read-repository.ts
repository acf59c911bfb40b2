import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { isDirectory, isFile } from '../adapters/path-kind.js';
import { configurationIn, examplesIn } from './configuration.js';
import { findModules } from './find-modules.js';
import type { GoCall } from './go-call.js';
import { type ListedPackage, listPackages, type ModuleList } from './list-packages.js';
import type { Program, Repository } from './program.js';
import { type SurveyedProgram, survey } from './survey.js';

/**
 * Reads a repository of Go code: Go says which packages there are, and the survey what is in their source. Throws SimError `usage` where
 * there is no module, `failed` where Go is missing.
 */
export async function readRepository(directory: string, call: GoCall): Promise<Repository> {
  const lists = await listEach(await findModules(directory, call.signal), call);
  const packages = uniquePackages(lists.flatMap(({ packages: all }) => all));
  const surveyed = await survey(packages, call);
  const programs = surveyed.map((one) => programOf(one, packages, directory));
  const shown = (folder: string) => relative(directory, folder) || '.';
  const [only, ...more] = lists;
  return {
    name: more.length === 0 ? (only?.modulePath ?? basename(directory)) : basename(directory),
    programs: [...programs].sort((one, other) => one.folder.localeCompare(other.folder)),
    problems: lists.flatMap(({ folder, problem }) =>
      problem === undefined ? [] : [{ folder: shown(folder), message: problem }],
    ),
    hasDotEnv: existsSync(join(directory, '.env')),
  };
}

/** Go itself uses all cores: a repository of three hundred modules would have three hundred at once. */
const listsAtOnce = 4;

async function listEach(modules: readonly string[], call: GoCall): Promise<readonly ModuleList[]> {
  const lists: ModuleList[] = [];
  for (let at = 0; at < modules.length; at += listsAtOnce) {
    const some = modules.slice(at, at + listsAtOnce);
    lists.push(...(await Promise.all(some.map((module) => listPackages(module, call)))));
  }
  return lists;
}

/** Files of configuration that a program names, or that lie in folders that it names. */
function configurationFiles(files: Program['files'], directory: string): readonly string[] {
  const all = files.flatMap(({ path, base }) => {
    const named = join(directory, base, path);
    return isDirectory(named) ? readdirSync(named).map((file) => join(named, file)) : [named];
  });
  // What is meant for another place says least of what runs here.
  const elsewhere = (file: string) => Number(/prod|stag|test|docker|ci\b/i.test(basename(file)));
  return all
    .filter((file) => /\.(ya?ml|json|toml|ini)$/.test(file) && isFile(file))
    .sort((one, other) => elsewhere(one) - elsewhere(other) || one.localeCompare(other));
}

const exampleNames = [
  '.env.example',
  '.env.sample',
  '.env.dist',
  '.env.template',
  'example.env',
  'sample.env',
  'env.example',
  '.env',
];

function exampleFiles(folders: readonly string[]): readonly string[] {
  return [...new Set(folders)].flatMap((folder) =>
    exampleNames.map((name) => join(folder, name)).filter(isFile),
  );
}

/** Of a workspace each module lists those of the others that it needs, too. */
function uniquePackages(all: readonly ListedPackage[]): readonly ListedPackage[] {
  const known = new Map<string, ListedPackage>();
  for (const one of all) {
    const before = known.get(one.importPath);
    if (before === undefined || (!before.matched && one.matched)) known.set(one.importPath, one);
  }
  return [...known.values()];
}

function programOf(
  { importPath, texts, listens, connects, reads, imports, problem }: SurveyedProgram,
  packages: readonly ListedPackage[],
  directory: string,
): Program {
  const main = packages.find((one) => one.importPath === importPath);
  if (main === undefined) throw new Error(`the survey tells of ${importPath}, which nobody asked about`);
  const slashed = (folder: string) => relative(directory, folder).replaceAll('\\', '/') || '.';
  const here = (at: string) => relative(directory, at);
  const module = slashed(main.moduleDirectory ?? main.directory);
  const folder = slashed(main.directory);
  const files = texts.flatMap((text) => namedFile(text, [module, folder], directory));
  const around = [directory, join(directory, module), main.directory];
  return {
    ...{ importPath, folder, module, imports },
    problem: main.problem ?? (problem === undefined ? undefined : problem.replaceAll(`${directory}/`, '')),
    listens: listens.map((call) => ({ ...call, at: here(call.at), what: whatOf(call.what, imports) })),
    connects: connects.map((call) => ({ ...call, at: here(call.at) })),
    reads: reads.map((read) => ({ ...read, at: here(read.at) })),
    files,
    configuration: {
      ...configurationIn(configurationFiles(files, directory)),
      ...examplesIn(exampleFiles(around)),
    },
  };
}

/** A plain listener of a program with gRPC is mostly its. */
function whatOf(what: string, imports: readonly string[]): string {
  return what === 'net.Listen' && imports.includes('google.golang.org/grpc') ? 'gRPC' : what;
}

/** Where a text is the path of something, against one of these folders: of a file of configuration also without its ending. */
function namedFile(text: string, bases: readonly string[], directory: string): Program['files'] {
  const plain = withoutPattern(text);
  if (plain === '') return [];
  for (const path of ['', ...configurationEndings].map((ending) => `${plain}${ending}`)) {
    const base = bases.find((one) => isNamed(join(directory, one, path), path));
    if (base !== undefined) return [{ path, base }];
  }
  return [];
}

const configurationEndings = ['.yaml', '.yml', '.json', '.toml', '.ini'];
/** Words that name a folder where they stand alone. */
const usualFolders =
  /^(configs?|conf|templates?|static|public|assets|web|views|www|migrations?|locales?|i18n|data|certs?|ssl|testdata)$/i;

/** `templates/*.html` is about the folder. */
function withoutPattern(text: string): string {
  const plain = text.replace(/^\.?\//, '');
  const star = plain.search(/[*?[]/);
  return (star < 0 ? plain : plain.slice(0, Math.max(0, plain.lastIndexOf('/', star)))).replace(/\/+$/, '');
}

/** A file that is no Go source, or a folder that has one: a folder of packages alone has only the name of something. */
function isNamed(path: string, named: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isFile()) return !/\.go$|(^|\/)go\.(mod|sum|work)$/.test(path);
  if (!found?.isDirectory() || !(named.includes('/') || usualFolders.test(named))) return false;
  return readdirSync(path, { withFileTypes: true, recursive: true }).some(
    (entry) => entry.isFile() && !/\.go$/.test(entry.name),
  );
}
