import type { Stats } from 'node:fs';
import { basename, dirname } from 'node:path';
import { fixedPart } from '../../adapters/go/embed-pattern.js';

/** What to watch: folders without what lies below them, and single files, embedded folders or patterns of them. */
export interface WatchTargets {
  readonly folders: readonly string[];
  readonly extraFiles: readonly string[];
}

/** Which paths are watched. */
export interface Scope {
  /** Takes more targets in; returns the paths that were not watched before. */
  add(targets: WatchTargets): readonly string[];
  roots(): readonly string[];
  /** Whether a file there matters. */
  wants(path: string): boolean;
  /** In chokidar's terms: asked with the path alone first, then with what it is. */
  ignores(path: string, stats?: Stats): boolean;
}

/** Swap files, backups and half-saved copies of vim, Emacs, JetBrains, Kate, gedit, Sublime and others; version control; ourselves. */
const noise =
  /^(\.git|\.hg|\.svn|\.jj|\.sim|\.idea|\.vscode|node_modules|4913|\.#.*|#.*#|.*~|\..*\.(sw[a-z]|kate-swp)|.*___jb_(tmp|old)___|\.goutputstream-.*|.*\.(tmp|bak|orig|rej)|\.subl.*\.tmp|\.DS_Store)$/;

/** An empty scope. */
export function createScope(): Scope {
  const folders = new Set<string>();
  /** Whole trees: embedded folders, and the folders that patterns begin in. */
  const trees = new Set<string>();

  const inTree = (path: string) => [...trees].some((tree) => path === tree || path.startsWith(`${tree}/`));
  const wants = (path: string) => !noise.test(basename(path)) && (folders.has(dirname(path)) || inTree(path));

  return {
    add(targets) {
      const fresh: string[] = [];
      for (const folder of targets.folders) {
        if (!folders.has(folder)) fresh.push(folder);
        folders.add(folder);
      }
      for (const extra of targets.extraFiles) {
        const tree = fixedPart(extra);
        if (folders.has(tree)) continue;
        if (!trees.has(tree)) fresh.push(tree);
        trees.add(tree);
      }
      return fresh;
    },
    roots: () => [...folders, ...trees],
    wants,
    ignores(path, stats) {
      if (folders.has(path) || trees.has(path)) return false;
      if (noise.test(basename(path))) return true;
      if (stats === undefined) return false;
      return stats.isDirectory() ? !inTree(path) : !wants(path);
    },
  };
}
