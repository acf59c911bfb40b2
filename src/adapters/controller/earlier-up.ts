import { readFile } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import { sampleWord } from '../../environment/environment.js';
import { commandFor, type TypedWhere } from '../../words/commands.js';

/** What a bare `up` means in the folder where the hint is read. */
interface TypedHere extends TypedWhere {
  /** The Compose files that it brings up; `undefined`: the sample. */
  readonly files: unknown;
}

/** The environment that a command is about. */
export interface Asked {
  readonly name: string;
  /** Absolute `.sim/<name>`. */
  readonly stateDir: string;
  readonly here: TypedHere;
}

/** Where the words of the last `up` are kept, as a JSON list; its paths are absolute. */
export function upWordsFile(stateDir: string): string {
  return join(stateDir, 'up.json');
}

/**
 * The command line of the last `up` of an environment, for hints. Without the files, services or stacks in it another system would come up
 * under the same name.
 */
export async function earlierUp({ stateDir, name, here }: Asked): Promise<string> {
  const words = (await wordsOf(upWordsFile(stateDir))) ?? wordsOfNone(name, here);
  const needed = words.filter((word) => word !== sampleWord || here.files !== undefined);
  return commandFor(name, ['up', ...needed.map(typed)].join(' '), here);
}

/** The Compose files by which an environment was last brought up, absolute; none where it was of stacks, or never up. */
export async function filesOfEarlierUp(stateDir: string): Promise<readonly string[]> {
  const words = (await wordsOf(upWordsFile(stateDir))) ?? [];
  return words.filter((word, index) => words[index - 1] === '-f' && isAbsolute(word));
}

/** The words of an `up` for an environment that was never up; with a file where a bare `up` would bring up the sample under its name. */
function wordsOfNone(name: string, { meant, files }: TypedHere): readonly string[] {
  return name === meant || files !== undefined ? [] : ['-f', 'compose.yaml'];
}

async function wordsOf(file: string): Promise<readonly string[] | undefined> {
  try {
    const words: unknown = JSON.parse(await readFile(file, 'utf8'));
    return isWords(words) ? words : undefined;
  } catch {
    return undefined;
  }
}

function isWords(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((word) => typeof word === 'string');
}

/** A word quoted for a shell; a path below the folder in which it is read is shown from there. */
function typed(word: string): string {
  const near = isAbsolute(word) ? relative(process.cwd(), word) || '.' : word;
  const shown = near.startsWith('..') ? word : near;
  return /^[\w@%+=:,./-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", `'\\''`)}'`;
}
