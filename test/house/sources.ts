import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `import … from 'x'`, `export … from 'x'`, `import 'x'` and `import('x')`. */
const importPattern =
  /^(?:import|export)\b([^;']*?)\bfrom\s+'([^']+)'|^import\s+'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm;

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** What one statement of a file imports. */
export interface Import {
  /** A path from the root where it is a file of ours, `node:path`, or the name of a package without what it takes of it. */
  readonly target: string;
  /** Only types: nothing of it is there when the program runs. */
  readonly typesOnly: boolean;
}

/** A TypeScript file below `src/`, by its path from the root. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

/** Every TypeScript file below `src/`. */
export function sourceFiles(): readonly SourceFile[] {
  const folder = join(root, 'src');
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
  const known = new Set(paths);
  return paths.map((path) => {
    const text = readFileSync(join(root, path), 'utf8');
    return {
      path,
      text,
      imports: importsIn(text).map((one) => ({ ...one, target: targetOf(path, one.target, known) })),
    };
  });
}

/** What a text imports, as it is written there. */
export function importsIn(text: string): readonly Import[] {
  return [...text.matchAll(importPattern)].map(([, what = '', from, alone, later]) => ({
    target: from ?? alone ?? later ?? '',
    typesOnly: isTypesOnly(what),
  }));
}

/** What stands between `import` and `from`. */
function isTypesOnly(what: string): boolean {
  if (/^\s*type\b/.test(what)) return true;
  const names =
    /^\s*\{([^}]*)\}\s*$/
      .exec(what)?.[1]
      ?.split(',')
      .filter((name) => name.trim() !== '') ?? [];
  return names.length > 0 && names.every((name) => /^\s*type\b/.test(name));
}

function targetOf(path: string, specifier: string, known: ReadonlySet<string>): string {
  if (!specifier.startsWith('.')) return packageOf(specifier);
  const written = join(dirname(path), specifier);
  const endings = ['.ts', '.tsx'].map((ending) => written.replace(/\.js$/, ending));
  // A file that is not found is left as it is written, and belongs to no room.
  return endings.find((file) => known.has(file)) ?? written;
}

/** `@bomb.sh/tab/commander` -> `@bomb.sh/tab`. */
function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier;
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}
