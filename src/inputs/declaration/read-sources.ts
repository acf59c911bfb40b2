import { readFile } from 'node:fs/promises';
import { type Reference, referencesOf } from '../../environment/includes.js';
import { standardInput } from '../../environment/problem.js';
import type { Part } from '../../environment/root-file.js';
import { parseSource, type Source } from '../../environment/source.js';

/**
 * Reads the Compose files of one part and all that they include or extend, each once, in the order Compose meets them; `input` is what
 * was on standard input. A file that can't be read is left out: Compose will say so.
 */
export async function readSources(
  part: Part,
  variables: Readonly<Record<string, string | undefined>>,
  input = '',
): Promise<readonly Source[]> {
  const sources: Source[] = [];
  const seen = new Set<string>();
  const waiting: Reference[] = part.files.map((file) => ({
    file,
    directory: part.directory,
    declares: true,
  }));
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const key = `${next.declares} ${next.file}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const text =
      next.file === standardInput ? input : await readFile(next.file, 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    const source = parseSource(next.file, text, next);
    sources.push(source);
    waiting.push(...referencesOf(source, variables));
  }
  return sources;
}
