import type { Stats } from 'node:fs';
import { basename, dirname } from 'node:path';
import { fixedPart } from '../../adapters/go/embed-pattern.js';
import { covers, isModuleFile, isSource } from '../../state/builds/affected.js';

/** What to watch; all paths are absolute. */
export interface WatchTargets {
  /** Without what lies below them. */
  readonly folders?: readonly string[];
  /** With all that lies below them. */
  readonly trees?: readonly string[];
  /** What `//go:embed` names, patterns or paths: there every name counts, also those that editors leave elsewhere. */
  readonly embeds?: readonly string[];
  /** Single files, links or folders, there or not. */
  readonly single?: readonly string[];
  /** Folders of modules: sources and module files anywhere below. */
  readonly modules?: readonly string[];
}

/** Which paths are watched. */
export interface Scope {
  /** Takes more targets in; returns the paths that were not watched before, or not with all that lies below them. */
  add(targets: WatchTargets): readonly string[];
  roots(): readonly string[];
  /** Whether a file there matters. */
  wants(path: string): boolean;
  /** Whether it matters that a folder or link there comes, goes or leads elsewhere. */
  isSingle(path: string): boolean;
  /** In chokidar's terms: asked with the path alone first, then with what it is. */
  ignores(path: string, stats?: Stats): boolean;
}

/** Swap files, backups and half-saved copies of vim, Emacs, JetBrains, Kate, gedit, Sublime and others; version control; ourselves. */
const noise =
  /^(\.git|\.hg|\.svn|\.jj|\.sim|\.idea|\.vscode|node_modules|4913|\.#.*|#.*#|.*~|\..*\.(sw[a-z]|kate-swp)|.*___jb_(tmp|old)___|\.goutputstream-.*|.*\.(tmp|bak|orig|rej)|\.subl.*\.tmp|\.DS_Store)$/;
/** What Go embeds in no case. */
const neverEmbedded = /\/(\.git|\.hg|\.svn|\.bzr)(\/|$)/;
/** Folders in which no package can be. */
const noPackage = /^([._].*|node_modules|testdata)$/;

/** An empty scope. */
export function createScope(): Scope {
  const [folders, trees, embeds, single, modules] = Array.from({ length: 5 }, () => new Set<string>()) as [
    Set<string>,
    Set<string>,
    Set<string>,
    Set<string>,
    Set<string>,
  ];
  /** Folders that are watched for the sake of single names in them. */
  const parents = new Set<string>();
  const rooted = new Set<string>();
  /** Those of `rooted` that were asked for with what lies below them. */
  const deep = new Set<string>();

  const below = (roots: ReadonlySet<string>, path: string) =>
    [...roots].some((root) => path === root || path.startsWith(`${root}/`));
  const isEmbedded = (path: string) =>
    [...embeds].some((embed) => covers(embed, path)) && !neverEmbedded.test(path);
  /** A folder in which a pattern goes on. */
  const leadsOn = (path: string) => [...embeds].some((embed) => isOnTheWay(embed, path));
  const wants = (path: string) => {
    const name = basename(path);
    if (single.has(path) || isEmbedded(path)) return true;
    if (noise.test(name)) return false;
    if (folders.has(dirname(path)) || below(trees, path)) return true;
    return (isSource(name) || isModuleFile(name)) && below(modules, path);
  };

  return {
    add(targets) {
      const taken = (into: Set<string>, paths: readonly string[] = []) => {
        for (const path of paths) into.add(path);
        return paths;
      };
      const names = taken(single, targets.single);
      const withAllBelow = [
        ...taken(trees, targets.trees),
        ...taken(embeds, targets.embeds).map(fixedPart),
        ...taken(modules, targets.modules),
      ];
      const alone = [...taken(folders, targets.folders), ...taken(parents, names.map(dirname))];
      // A module's own folder is watched for its go.mod long before what lies below it matters.
      const fresh = [
        ...withAllBelow.filter((root) => !deep.has(root)),
        ...alone.filter((root) => !rooted.has(root)),
      ];
      taken(deep, withAllBelow);
      taken(rooted, fresh);
      return [...new Set(fresh)];
    },
    roots: () => [...rooted],
    wants,
    isSingle: (path) => single.has(path),
    ignores(path, stats) {
      if (rooted.has(path) || single.has(path) || isEmbedded(path)) return false;
      const onlyNames = parents.has(dirname(path)) && !folders.has(dirname(path));
      const name = basename(path);
      if (leadsOn(path)) return stats !== undefined && !stats.isDirectory() && !wants(path);
      if (noise.test(name)) return true;
      const inModule = below(modules, path) && !noPackage.test(name);
      // Most names in a folder like that of all homes need no look.
      if (stats === undefined) return onlyNames && !inModule && !below(trees, path);
      return stats.isDirectory() ? !below(trees, path) && !inModule : !wants(path);
    },
  };
}

/** Whether a pattern goes through this folder to what it matches. */
function isOnTheWay(embed: string, path: string): boolean {
  const depth = path.split('/').length;
  const parts = embed.split('/');
  return depth < parts.length && covers(parts.slice(0, depth).join('/'), path);
}
