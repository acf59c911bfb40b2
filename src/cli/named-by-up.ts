import { text } from 'node:stream/consumers';
import type { UpRequest } from '../contract/requests.js';
import { envFilesByVariable, profilesByVariable } from '../environment/compose-variables.js';
import { defaultStacks } from '../environment/environment.js';
import { standardInput } from '../environment/problem.js';
import { SimError } from '../errors.js';
import { filesFor, type Here, variablesIn } from '../inputs/declaration/here.js';
import type { CommandContext } from './context.js';

/** The words of an `up` that name something. */
export interface NamingWords {
  /** Where files are named: services; otherwise stacks. */
  readonly names: readonly string[];
  readonly files: readonly string[];
  readonly envFiles: readonly string[];
  readonly profiles: readonly string[];
  /** The sample, whatever lies in this folder. */
  readonly sample: boolean;
}

/** What an `up` names: by its arguments, else by Compose's own variables, else by the folder in which it is typed. */
export async function namedByUp(
  { env, stdin, here }: Pick<CommandContext, 'env' | 'stdin' | 'here'>,
  words: NamingWords,
  cwd: string,
): Promise<Pick<UpRequest, 'stacks' | 'files' | 'envFiles' | 'cwd' | 'profiles'>> {
  if (words.sample && words.files.length > 0) {
    throw new SimError('usage', '--sample brings up the sample, and --file other files', {
      hint: 'leave one of them out',
    });
  }
  const envFiles = words.envFiles.length > 0 ? words.envFiles : envFilesByVariable(env);
  const profiles = words.profiles.length > 0 ? words.profiles : profilesByVariable(env);
  const common = { envFiles: [...envFiles], profiles: [...profiles], cwd };
  const files = words.sample ? undefined : filesOf(words, { env, here }, cwd);
  if (files === undefined) {
    return { ...common, stacks: [...(words.names.length === 0 ? defaultStacks : words.names)] };
  }
  const { paths, namedBy } = files;
  const input = paths.includes(standardInput) ? await text(stdin) : undefined;
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

/** The Compose files that an `up` reads: those of `-f`, else those that its env files name, else those of this folder. */
function filesOf(
  words: NamingWords,
  { env, here }: Pick<CommandContext, 'env' | 'here'>,
  cwd: string,
): Here['files'] {
  if (words.files.length > 0) return { paths: words.files, namedBy: 'option' };
  if (words.envFiles.length === 0) return here.files;
  return filesFor({ ...variablesIn(words.envFiles, cwd), ...env }, here.inFolder);
}
