import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import type { NamedFiles } from '../../contract/requests.js';
import {
  dotEnvIsOff,
  envFilesByVariable,
  environmentByVariable,
  environmentOfProject,
  filesByVariable,
} from '../../environment/compose-variables.js';
import { defaultEnvironmentName } from '../../environment/environment.js';
import { projectNameOf } from '../../environment/project-name.js';
import { defaultFilesIn, filePart } from './named-files.js';

type Variables = Readonly<Record<string, string | undefined>>;

/** What a command without names means, by the folder in which it is typed and by Compose's variables. */
export interface Here {
  /** The name of the environment. */
  readonly name: string;
  /** The environment that every command in this folder means; `undefined`: it depends on a variable of the shell. */
  readonly meant: string | undefined;
  /** How Sim is called here: `sim` where it lies on the PATH; `undefined`: `bin/sim`. */
  readonly program: string | undefined;
  /** The Compose files that `up` brings up; `undefined`: there is none, and it brings up the sample. */
  readonly files: Pick<NamedFiles, 'paths' | 'namedBy'> | undefined;
  /** The Compose files in this folder or above, absolute, whatever the variables say; empty where there is none. */
  readonly inFolder: readonly string[];
  /** Whether the folder is Sim's own checkout, or in it. */
  readonly isCheckout: boolean;
}

/** Finds out what a command in `cwd` means; `checkout` is Sim's own folder. A file that can't be read says nothing here: `up` reports it. */
export function readHere(cwd: string, env: Variables, checkout: string): Here {
  const folders = foldersUpwards(cwd, checkout);
  const isCheckout = folders.length === 0;
  const inFolder = folders.map(defaultFilesIn).find((files) => files.length > 0) ?? [];
  const variables = { ...variablesIn(envFilesHere(env, isCheckout), cwd), ...env };
  const files = filesFor(variables, inFolder);
  const byShell = environmentByVariable(env);
  const isByShell = byShell !== undefined || filesByVariable(env).length > 0;
  const name =
    byShell ?? (files === undefined ? sampleName(env) : environmentFor(files.paths, cwd, variables));
  const program = env.SIM_COMMAND || undefined;
  return { name, meant: isByShell ? undefined : name, program, files, inFolder, isCheckout };
}

/** The environment of the sample where none is named by an option. */
export function sampleName(env: Variables): string {
  return environmentByVariable(env) ?? defaultEnvironmentName;
}

/** From `cwd` up to the root of its repository, as far as Compose would look; none in Sim's own checkout, whose stacks are a sample. */
function foldersUpwards(cwd: string, checkout: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (folder === checkout) return [];
    folders.push(folder);
    if (existsSync(join(folder, '.git')) || dirname(folder) === folder) return folders;
  }
}

/** The checkout's own `.env` is of the stacks. */
function envFilesHere(env: Variables, isCheckout: boolean): readonly string[] {
  const named = envFilesByVariable(env);
  return named.length > 0 || isCheckout || dotEnvIsOff(env) ? named : ['.env'];
}

/** Compose's own order: what variables name, then the usual names in this folder and above. */
export function filesFor(variables: Variables, inFolder: readonly string[]): Here['files'] {
  const byVariable = filesByVariable(variables);
  if (byVariable.length > 0) return { paths: byVariable, namedBy: 'variable' };
  return inFolder.length > 0 ? { paths: inFolder, namedBy: 'folder' } : undefined;
}

/** The environment's name for these files. It is never the sample's name, so that the two are not taken for one another. */
function environmentFor(paths: readonly string[], cwd: string, variables: Variables): string {
  const readsDotEnv = envFilesByVariable(variables).length === 0 && !dotEnvIsOff(variables);
  const { directory, files } = partOf(paths, cwd, readsDotEnv);
  const project = projectNameOf({
    variables: { ...(readsDotEnv ? variablesIn(['.env'], directory) : {}), ...variables },
    texts: files.map(textOf),
    directory,
  });
  return environmentOfProject(project) ?? (project === '' ? 'project' : `sim-${project}`);
}

function partOf(paths: readonly string[], cwd: string, readsDotEnv: boolean): ReturnType<typeof filePart> {
  try {
    return filePart(paths, cwd, { readsDotEnv });
  } catch {
    return { directory: cwd, files: [] };
  }
}

/** What files of variables say, later ones over earlier ones; one that can't be read says nothing. */
export function variablesIn(files: readonly string[], cwd: string): Variables {
  const all = files.map((file) => parseEnv(textOf(resolve(cwd, file))));
  return Object.assign({}, ...all);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
