import { access, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { DockerfileBuild } from '../../environment/dockerfile-build.js';
import { goflag } from './go-flags.js';
import type { Listed } from './go-list.js';

/**
 * Says where a package of the user's asks for the version that `go build` would stamp into the binary. Hot builds have none: a stamp
 * changes with each commit and each edit, so every build would be another binary, made by Go alone.
 */
export async function stampNotes(
  cwd: string,
  packages: readonly Listed[],
  by: { readonly goflags: readonly string[]; readonly dockerfile: DockerfileBuild | undefined },
): Promise<readonly string[]> {
  if (goflag(by.goflags, 'buildvcs') === 'false' || by.dockerfile?.unstamped) return [];
  const asking = packages.filter(({ Imports = [] }) => Imports.includes('runtime/debug'));
  if (asking.length === 0 || !(await isVersioned(cwd))) return [];
  const files = asking.flatMap(({ Dir = cwd, GoFiles = [] }) => GoFiles.map((name) => join(Dir, name)));
  const found = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(file, 'utf8').catch(() => '');
      return text.includes('debug.ReadBuildInfo') ? [relative(cwd, file)] : [];
    }),
  );
  const places = found.flat();
  return places.length === 0
    ? []
    : [
        `debug.ReadBuildInfo (${places.join(', ')}) finds neither version nor commit: hot builds leave the stamps out that go build makes (-buildvcs)`,
      ];
}

async function isVersioned(folder: string): Promise<boolean> {
  for (let at = folder; ; at = dirname(at)) {
    const found = await Promise.any(
      ['.git', '.hg', '.bzr', '.fslckout'].map((name) => access(join(at, name))),
    ).then(
      () => true,
      () => false,
    );
    if (found || dirname(at) === at) return found;
  }
}
