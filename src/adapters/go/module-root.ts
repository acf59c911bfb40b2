import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The nearest folder at or above `directory` that holds a go.mod; `directory` itself where there is none. */
export async function moduleRoot(directory: string): Promise<string> {
  for (let folder = directory; ; folder = dirname(folder)) {
    const found = await stat(join(folder, 'go.mod')).then(
      (stats) => stats.isFile(),
      () => false,
    );
    if (found) return folder;
    if (dirname(folder) === folder) return directory;
  }
}

/** A folder as a Go package pattern seen from its module's root. */
export function packagePattern(root: string, directory: string): string {
  const rest = directory.slice(root.length).replace(/^\/+/, '');
  return rest === '' ? '.' : `./${rest}`;
}
