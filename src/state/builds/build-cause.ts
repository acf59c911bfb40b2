import type { Snapshot } from '../core/snapshot.js';
import type { ServiceBuilds } from './builds.js';

/** Why a build is wanted, for people: the first changed file, and how many others. */
export function changeCause(files: readonly string[], builds: ServiceBuilds, snapshot: Snapshot): string {
  const first = pathFor(files[0] ?? '', builds, snapshot);
  const others = files.length - 1;
  return others > 0 ? `${first} and ${others} more changed` : `${first} changed`;
}

/** A file for people: its path from its module's folder, with the module's name where that is not the service's; else from the environment's root. */
function pathFor(file: string, { service, source }: ServiceBuilds, { environment }: Snapshot): string {
  const modules = (source?.deciding ?? [])
    .filter((extra) => extra.endsWith('/go.mod'))
    .map((extra) => extra.slice(0, -'go.mod'.length))
    .sort((a, b) => b.length - a.length);
  const holding = (path: string) => modules.find((folder) => path.startsWith(folder));
  const found = holding(file);
  const root = environment === undefined ? '/' : `${environment.root}/`;
  if (found === undefined) return fromFolder(file, root);
  const own = environment?.services[service]?.go?.directory;
  const path = fromFolder(file, found);
  return own === undefined || holding(`${own}/`) === found
    ? path
    : `${moduleName(found, modules, root)}: ${path}`;
}

/** The module's folder by its own name, and from the root where another one is called the same. */
function moduleName(folder: string, modules: readonly string[], root: string): string {
  const name = nameOf(folder);
  const isAlone = modules.every((other) => other === folder || nameOf(other) !== name);
  return isAlone ? name : fromFolder(folder, root).replace(/\/$/, '');
}

function nameOf(folder: string): string {
  return folder.split('/').at(-2) ?? folder;
}

function fromFolder(path: string, folder: string): string {
  return path.startsWith(folder) && folder !== '/' ? path.slice(folder.length) : path;
}
