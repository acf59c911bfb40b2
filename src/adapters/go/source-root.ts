import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The folder that Go must see to compile in `folder`: that of its repository or workspace, for what go.mod replaces by a
 * neighbour, else that of its module.
 */
export function sourceRoot(folder: string): string {
  for (const names of [['.git'], ['go.work'], ['go.mod']]) {
    for (let at = folder; dirname(at) !== at; at = dirname(at)) {
      if (names.some((name) => existsSync(join(at, name)))) return at;
    }
  }
  return folder;
}
