import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import type { BuildError } from '../../state/builds/build-error.js';
import type { RawBuildError } from './build-errors.js';

const around = 2;
const widest = 200;

/** Shows paths from the environment's root, and the source lines around each error. */
export async function addExcerpts(
  errors: readonly RawBuildError[],
  { cwd, root }: { readonly cwd: string; readonly root: string },
): Promise<readonly BuildError[]> {
  return Promise.all(
    errors.map(async (error): Promise<BuildError> => {
      const message = error.message.split('\n').map(plain).join('\n').replaceAll(`${root}/`, '');
      if (error.file === undefined) return { ...error, message, excerpt: [] };
      const path = resolve(cwd, error.file);
      const fromRoot = relative(root, path);
      return {
        ...error,
        message,
        file: fromRoot.startsWith('..') ? path : fromRoot,
        excerpt: error.line === undefined ? [] : await excerpt(path, error.line),
      };
    }),
  );
}

async function excerpt(path: string, line: number): Promise<BuildError['excerpt']> {
  // The file may be gone again: the message alone still says what is wrong.
  const text = await readFile(path, 'utf8').catch(() => '');
  if (text === '') return [];
  const lines = text.split('\n');
  const first = Math.max(1, line - around);
  return lines
    .slice(first - 1, line + around)
    .map((content, i) => [first + i, plain(content).slice(0, widest)] as const);
}

/** Source, of which messages quote parts, is text from outside like any other: no control sequence of it may reach a terminal. */
function plain(line: string): string {
  // Tabs stay: the output that draws the line marks the column by the width that it gives them.
  return line.replace(/[^\P{Cc}\t]/gu, '');
}
