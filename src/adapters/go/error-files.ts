import { existsSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { z } from 'zod';
import type { RawBuildError } from './build-errors.js';
import { type GoSettings, runGo } from './go-command.js';

const answer = z.object({ ImportPath: z.string(), Dir: z.string().default('') });

/**
 * Errors with absolute paths. Go writes most as seen from where it runs; what `//line` names, and a C compiler, stays as seen from the
 * package's folder.
 */
export async function withFiles(
  settings: GoSettings,
  errors: readonly RawBuildError[],
  cwd: string,
): Promise<readonly RawBuildError[]> {
  const isPlain = (file: string) =>
    isAbsolute(file) || (file.endsWith('.go') && existsSync(resolve(cwd, file)));
  const unclear = errors.filter(({ file, package: name }) => file !== undefined && name && !isPlain(file));
  const folders = unclear.length === 0 ? undefined : await foldersOf(settings, unclear, cwd);
  return errors.map(({ package: name, ...error }) => {
    const { file } = error;
    if (file === undefined) return error;
    const inPackage = resolve(folders?.get(pathOf(name)) ?? cwd, file);
    const fromHere = resolve(cwd, file);
    const isHere = isPlain(file) || (!existsSync(inPackage) && existsSync(fromHere));
    return { ...error, file: isHere ? fromHere : inPackage };
  });
}

async function foldersOf(
  settings: GoSettings,
  errors: readonly RawBuildError[],
  cwd: string,
): Promise<ReadonlyMap<string, string>> {
  const paths = [...new Set(errors.map(({ package: name }) => pathOf(name)))];
  const { stdout } = await runGo(settings, ['list', '-e', '-find', '-json=ImportPath,Dir', ...paths], {
    cwd,
  });
  const objects = stdout.split(/^(?=\{)/m).flatMap((text) => {
    try {
      return [answer.parse(JSON.parse(text))];
    } catch {
      // Without the package's folder the error is still told.
      return [];
    }
  });
  return new Map(objects.map(({ ImportPath, Dir }) => [ImportPath, Dir === '' ? cwd : Dir]));
}

/** Tests of a package are built as `path [path.test]`, those of another package in its folder as `path_test [path.test]`. */
function pathOf(name: string | undefined): string {
  const [path = '', test] = (name ?? '').split(' ', 2);
  return test === undefined ? path : path.replace(/_test$/, '');
}
