import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isFile } from '../../adapters/path-kind.js';
import type { Part } from '../../environment/root-file.js';
import { didYouMean } from '../../environment/suggest.js';
import { SimError } from '../../errors.js';

/** The names Compose itself looks for, in its order. */
export const composeNames = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];

/** The Compose file of each stack below a folder of stacks, by name. */
export function findStacks(stacksDir: string): ReadonlyMap<string, string> {
  const names = existsSync(stacksDir) ? readdirSync(stacksDir).sort() : [];
  return new Map(
    names.flatMap((name) => {
      const file = composeNames.map((one) => join(stacksDir, name, one)).find(isFile);
      return file === undefined ? [] : [[name, file] as const];
    }),
  );
}

/** The parts of an environment made of stacks; a name that no stack has throws `usage`. */
export function stackParts(stacksDir: string, names: readonly string[]): readonly Part[] {
  const stacks = findStacks(stacksDir);
  if (names.length === 0) {
    throw new SimError('usage', 'no stack was named', {
      hint: `Name one or more of: ${[...stacks.keys()].join(', ')}`,
    });
  }
  return [...new Set(names)].map((name) => {
    const file = stacks.get(name);
    if (file !== undefined) return { directory: dirname(file), files: [file] };
    const known = [...stacks.keys()];
    const list = known.length === 0 ? `${stacksDir} has none.` : `The stacks are: ${known.join(', ')}.`;
    throw new SimError('usage', `there is no stack '${name}'`, {
      hint: `${didYouMean(name, known)}${list}`,
    });
  });
}
