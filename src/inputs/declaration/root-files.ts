import { join } from 'node:path';
import type { ComposeFiles, ComposeTool } from '../../adapters/compose/compose.js';
import { projectOf } from '../../environment/environment.js';
import { type Part, rootFile } from '../../environment/root-file.js';
import type { UpRequest } from '../../outputs/api/protocol.js';
import { fileParts, stackParts } from './stacks.js';

/** What an `up` names. */
export interface NamedParts {
  readonly name: string;
  /** Absolute; `stacks/` lies here, and its `.env` counts where no file was given. */
  readonly root: string;
  /** Names of folders in `stacks/`. */
  readonly stacks: readonly string[];
  /** Compose files given with `-f`, relative to `cwd`; with these, `stacks` is not looked at. */
  readonly files: readonly string[];
  readonly cwd: string;
  readonly profiles: readonly string[];
}

/** What a request names. */
export function namedBy(
  { stacks, file, cwd, profiles }: UpRequest,
  environment: Pick<NamedParts, 'name' | 'root'>,
): NamedParts {
  return { ...environment, stacks, files: file === undefined ? [] : [file], cwd, profiles };
}

/** Compose with the variables of whoever typed `up`, and what names the engine. */
export function toolFor(
  { env }: UpRequest,
  compose: ComposeTool,
  engineEnv: ComposeTool['env'],
): ComposeTool {
  return env === undefined ? compose : { ...compose, env: { ...env, ...engineEnv } };
}

/** The parts of the environment, and the folder whose `.env` counts. Throws SimError `usage`. */
export function partsOf({ root, stacks, files, cwd }: NamedParts): {
  readonly parts: readonly Part[];
  readonly projectDirectory: string;
  readonly areFiles: boolean;
} {
  const fromFiles = fileParts(files, cwd);
  const areFiles = fromFiles.length > 0;
  return {
    parts: areFiles ? fromFiles : stackParts(join(root, 'stacks'), stacks),
    projectDirectory: fromFiles[0]?.directory ?? root,
    areFiles,
  };
}

/** These parts, as Compose is asked to resolve them: before they are known to be good nothing is written. */
export function unresolvedFiles(
  { name, profiles }: Pick<NamedParts, 'name' | 'profiles'>,
  parts: readonly Part[],
  projectDirectory: string,
): ComposeFiles & { readonly text: string } {
  return { project: projectOf(name), text: rootFile(name, parts), projectDirectory, files: [], profiles };
}
