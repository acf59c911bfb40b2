import { join, resolve } from 'node:path';
import type { ComposeFiles, ComposeTool } from '../../adapters/compose/compose-files.js';
import { type KeptText, keptNames } from '../../adapters/compose/kept-files.js';
import { isFile } from '../../adapters/path-kind.js';
import type { NamedFiles, UpRequest } from '../../contract/requests.js';
import { dotEnvIsOff } from '../../environment/compose-variables.js';
import { projectOf } from '../../environment/environment.js';
import { standardInput } from '../../environment/problem.js';
import { type Part, rootFile } from '../../environment/root-file.js';
import type { Secrets } from '../../environment/secrets.js';
import { SimError } from '../../errors.js';
import { filePart } from './named-files.js';
import { stackParts } from './stacks.js';

/** What an `up` names. */
export interface Named {
  readonly name: string;
  /** Absolute; `stacks/` lies here, and its `.env` counts where no file was given. */
  readonly root: string;
  /** Names of folders in `stacks/`. */
  readonly stacks: readonly string[];
  /** Where files are named, `stacks` is ignored. */
  readonly files?: NamedFiles | undefined;
  readonly envFiles?: readonly string[] | undefined;
  /** Absolute: what files are relative to. */
  readonly cwd: string;
  readonly profiles: readonly string[];
}

/** Compose with the variables of the user who typed `up`, the environment's own passwords, and what names the engine. */
export function toolFor(
  { env }: UpRequest,
  compose: ComposeTool,
  engineEnv: ComposeTool['env'],
  secrets: Secrets = {},
): ComposeTool {
  return { ...compose, env: { ...(env ?? compose.env), ...secrets, ...engineEnv } };
}

/** The user's files: a part for each stack, one part for all files that are named; and the folder of the project. Throws SimError `usage`. */
export function partsOf(
  { root, stacks, files, cwd, envFiles = [] }: Named,
  env: ComposeTool['env'],
): { readonly parts: readonly Part[]; readonly projectDirectory: string } {
  if (files === undefined) {
    return { parts: stackParts(join(root, 'stacks'), stacks), projectDirectory: root };
  }
  const part = filePart(files.paths, cwd, { readsDotEnv: envFiles.length === 0 && !dotEnvIsOff(env) });
  return { parts: [part], projectDirectory: part.directory };
}

/**
 * What Compose reads for these parts before anything is written: our stacks by a file that includes each with its own folder, named
 * files one by one, because `include` changes what some of them mean. Throws SimError `usage`.
 */
export function composeFiles(
  { name, files, envFiles = [], cwd, profiles }: Named,
  parts: readonly Part[],
  projectDirectory: string,
): ComposeFiles {
  const common = {
    ...{ project: projectOf(name), profiles },
    envFiles: envFiles.map((file) => existing(resolve(cwd, file), file)),
  };
  if (files === undefined) {
    return { ...common, files: [standardInput], text: rootFile(name, parts), projectDirectory };
  }
  const all = parts.flatMap((part) => part.files);
  const isInput = all.includes(standardInput);
  // Told of files in either way, Compose reads the `.env` of the working folder as well as the project's.
  const namedBy = files.namedBy === 'option' ? 'option' : 'variable';
  return {
    ...common,
    files: all,
    namedBy,
    text: isInput ? (files.input ?? '') : undefined,
    // Compose reads the `.env` of the working folder only where nobody names the project's.
    projectDirectory: namedBy === 'variable' && !isInput ? undefined : projectDirectory,
    cwd,
  };
}

/** The same files, with the texts that are on no disk (our root file, standard input) as files in `folder`. */
export function keptFiles(
  files: ComposeFiles,
  folder: string,
  isNamed: boolean,
): { readonly files: ComposeFiles; readonly kept: KeptText | undefined } {
  const { text, ...rest } = files;
  if (text === undefined) return { files, kept: undefined };
  const file = join(folder, isNamed ? keptNames[1] : keptNames[0]);
  const paths = files.files.map((path) => (path === standardInput ? file : path));
  return { files: { ...rest, files: paths }, kept: { file, text } };
}

function existing(path: string, typed: string): string {
  if (isFile(path)) return path;
  throw new SimError('usage', `there is no env file '${typed}'`, {
    hint: `Looked for ${path}. An env file has lines such as NAME=value, and is relative to the folder in which you type.`,
  });
}
