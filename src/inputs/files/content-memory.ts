import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Remembers what files contained, so that a touched file is told from a changed one. */
export interface ContentMemory {
  /** Reads the file again; whether its content differs from when it was last read. `true` for one that was never read. */
  changed(path: string): Promise<boolean>;
  /** Whether the path is a link that now leads nowhere, or was one and is gone; `false` for other paths. */
  leadsNowhere(path: string): Promise<boolean>;
  /**
   * Reads what is in `roots` now, and returns the files that were written after `since`, also of those in folders `below` them, of
   * which there may be thousands: these are not read.
   */
  learn(
    places: { readonly roots: readonly string[]; readonly below: readonly string[] },
    wants: (path: string) => boolean,
    since: number,
  ): Promise<readonly string[]>;
}

const gone = 'gone';
const nowhere = 'a link to nowhere';
/** Reading more than this at each event would cost more than the build that it may save. */
const largestBytes = 1024 * 1024;
/** The kernel stamps files by a clock that is up to a tick behind. */
const tickMs = 10;

/** Nothing is known yet. */
export function createContentMemory(): ContentMemory {
  const known = new Map<string, string>();

  async function look(path: string): Promise<{ readonly content: string; readonly modifiedMs: number }> {
    const stats = await stat(path).catch(() => undefined);
    if (stats === undefined) {
      const link = await lstat(path).catch(() => undefined);
      return { content: link === undefined ? gone : nowhere, modifiedMs: 0 };
    }
    const modifiedMs = stats.mtimeMs;
    if (stats.isDirectory()) return { content: `folder ${stats.ino}`, modifiedMs };
    if (stats.size > largestBytes) return { content: `${stats.size}:${modifiedMs}:${stats.ino}`, modifiedMs };
    // Gone between the two looks.
    const bytes = await readFile(path).catch(() => undefined);
    if (bytes === undefined) return { content: gone, modifiedMs };
    return { content: createHash('sha256').update(bytes).digest('base64'), modifiedMs };
  }

  return {
    async changed(path) {
      const { content } = await look(path);
      const before = known.get(path);
      known.set(path, content);
      return before !== content;
    },
    async leadsNowhere(path) {
      const { content } = await look(path);
      const before = known.get(path);
      if (content !== nowhere && !(content === gone && before === nowhere)) return false;
      known.set(path, content);
      return before !== content;
    },
    async learn({ roots, below }, wants, since) {
      const files = (await Promise.all(roots.map(filesBelow))).flat().filter(wants);
      const late = await Promise.all(
        files.map(async (path) => {
          const { content, modifiedMs } = await look(path);
          // An event was faster, and has told already.
          if (known.has(path)) return undefined;
          known.set(path, content);
          return content !== gone && modifiedMs + tickMs > since ? path : undefined;
        }),
      );
      const others = await writtenIn(
        below.filter((folder) => !roots.includes(folder)),
        wants,
        since,
      );
      return [...late.filter((path) => path !== undefined), ...others.filter((path) => !known.has(path))];
    },
  };
}

async function filesBelow(root: string): Promise<readonly string[]> {
  const stats = await stat(root).catch(() => undefined);
  if (stats?.isFile()) return [root];
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => !entry.isDirectory()).map((entry) => join(root, entry.name));
}

/** Files that were written after `since`. */
async function writtenIn(
  folders: readonly string[],
  wants: (path: string) => boolean,
  since: number,
): Promise<readonly string[]> {
  const written: string[] = [];
  // One folder after the other: thousands at once would be as many open folders.
  for (const folder of folders) {
    for (const path of (await filesBelow(folder)).filter(wants)) {
      const stats = await stat(path).catch(() => undefined);
      if (stats !== undefined && stats.mtimeMs + tickMs > since) written.push(path);
    }
  }
  return written;
}
