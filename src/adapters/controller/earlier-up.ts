import { readFile } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import { commandFor } from '../../outputs/text/commands.js';

/** Where the words of the last `up` are kept, as a JSON list; its paths are absolute. */
export function upWordsFile(stateDir: string): string {
  return join(stateDir, 'up.json');
}

/**
 * The `up` that an environment was last brought up by: without the files, services or stacks that it was given, another system would
 * come up under its name.
 */
export async function earlierUp(stateDir: string, name: string): Promise<string> {
  const words = await wordsOf(upWordsFile(stateDir));
  return commandFor(name, ['up', ...words.map(typed)].join(' '));
}

async function wordsOf(file: string): Promise<readonly string[]> {
  try {
    const words: unknown = JSON.parse(await readFile(file, 'utf8'));
    return isWords(words) ? words : [];
  } catch {
    // It was never up here.
    return [];
  }
}

function isWords(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((word) => typeof word === 'string');
}

/** A word as a shell takes it; a path is shown from where it is read, if it lies below. */
function typed(word: string): string {
  const near = isAbsolute(word) ? relative(process.cwd(), word) || '.' : word;
  const shown = near.startsWith('..') ? word : near;
  return /^[\w@%+=:,./-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", `'\\''`)}'`;
}
