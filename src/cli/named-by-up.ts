import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseEnv } from 'node:util';
import { envFilesByVariable, filesByVariable, profilesByVariable } from '../environment/compose-variables.js';
import { defaultStacks } from '../environment/environment.js';
import { standardInput } from '../environment/problem.js';
import type { UpRequest } from '../outputs/api/protocol.js';
import type { CommandContext } from './context.js';

/** The words of an `up` that name something. */
export interface NamingWords {
  /** Where files are named: services; otherwise stacks. */
  readonly names: readonly string[];
  readonly files: readonly string[];
  readonly envFiles: readonly string[];
  readonly profiles: readonly string[];
}

/** What an `up` names by its words and, where these are silent, by Compose's own variables. */
export async function namedByUp(
  { env, stdin }: Pick<CommandContext, 'env' | 'stdin'>,
  words: NamingWords,
  cwd: string,
): Promise<Pick<UpRequest, 'stacks' | 'files' | 'envFiles' | 'cwd' | 'profiles'>> {
  const envFiles = words.envFiles.length > 0 ? words.envFiles : envFilesByVariable(env);
  const profiles = words.profiles.length > 0 ? words.profiles : profilesByVariable(env);
  const byVariable = words.files.length > 0 ? [] : filesByVariable({ ...variablesIn(envFiles, cwd), ...env });
  const paths = words.files.length > 0 ? words.files : byVariable;
  const common = { envFiles: [...envFiles], profiles: [...profiles], cwd };
  if (paths.length === 0) {
    return { ...common, stacks: [...(words.names.length === 0 ? defaultStacks : words.names)] };
  }
  const input = paths.includes(standardInput) ? await text(stdin) : undefined;
  const namedBy = byVariable.length > 0 ? 'variable' : 'option';
  return {
    ...common,
    stacks: [],
    files: {
      paths: [...paths],
      namedBy,
      services: [...words.names],
      ...(input === undefined ? {} : { input }),
    },
  };
}

/** What files of variables say, for Compose lets them name its files; one that can't be read is told when the environment is declared. */
function variablesIn(files: readonly string[], cwd: string): Readonly<Record<string, string | undefined>> {
  const all = files.map((file) => {
    try {
      return parseEnv(readFileSync(resolve(cwd, file), 'utf8'));
    } catch {
      return {};
    }
  });
  return Object.assign({}, ...all);
}
