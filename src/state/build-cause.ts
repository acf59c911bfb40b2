import type { ServiceBuilds } from './builds.js';
import type { Snapshot } from './snapshot.js';

/** Why a build is wanted, in words: the first file, and how many others. */
export function changeCause(files: readonly string[], builds: ServiceBuilds, snapshot: Snapshot): string {
  const first = pathFor(files[0] ?? '', builds, snapshot);
  const others = files.length - 1;
  return others > 0 ? `${first} and ${others} more changed` : `${first} changed`;
}

/** A file as people name it: from its module's folder, else from the environment's root. */
function pathFor(file: string, builds: ServiceBuilds, snapshot: Snapshot): string {
  const modules = (builds.source?.deciding ?? [])
    .filter((extra) => extra.endsWith('/go.mod'))
    .map((extra) => extra.slice(0, -'go.mod'.length))
    .sort((a, b) => b.length - a.length);
  const root = snapshot.environment?.root;
  const base = [...modules, ...(root === undefined ? [] : [`${root}/`])].find((folder) =>
    file.startsWith(folder),
  );
  return base === undefined ? file : file.slice(base.length);
}
