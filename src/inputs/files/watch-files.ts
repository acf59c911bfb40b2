import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type FSWatcher, watch } from 'chokidar';
import { z } from 'zod';
import { createContentMemory } from './content-memory.js';
import { polledPaths, shortageReason } from './polling.js';
import { createScope, type WatchTargets } from './scope.js';

interface WatchOptions extends WatchTargets {
  /** Absolute paths of files whose content is another than before. */
  readonly onChange: (files: readonly string[], at: number) => void;
  /** Called when it is known how changes are noticed; `polling`: why files have to be polled, `undefined` where events tell. */
  readonly onMode: (polling: string | undefined, at: number) => void;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** A running watch over files and folders. */
export interface FileWatch {
  /** Watches these too from now on. What was watched before stays watched: it costs nothing, and `reduce` knows what counts. */
  update(targets: WatchTargets): void;
  /** Resolves when everything asked for so far is being watched. */
  settled(): Promise<void>;
}

/** What chokidar says of the place of an event that it passes on as it came. */
const watched = z.object({ watchedPath: z.string() });

/** Changes within so many milliseconds are told together: editors touch several files at once. */
const gatherMs = 4;
/** While changes keep coming, as when a branch is checked out, they are gathered twice as long each time, up to this. */
const longestGatherMs = 128;
const soonMs = 250;
/** Many editors remove a file and put the new one in its place: a removed file is looked at again after so many milliseconds. */
const goneMs = 20;

/**
 * Tells a few milliseconds after files whose content matters have changed: no quiet period, since
 * what comes later cancels the build and starts a newer one; only a stream of changes is told in larger and larger parts. A file that was only touched is no change.
 */
export function watchFiles({ onChange, onMode, now, signal, ...first }: WatchOptions): FileWatch {
  const scope = createScope();
  const memory = createContentMemory();
  const gathered = new Set<string>();
  const watchers: FSWatcher[] = [];
  /** Where each root really is; `undefined` where there is none. */
  const placeOf = new Map<string, string | undefined>();
  let polling: string | undefined;
  let announced = false;
  let saysPolling = false;
  /** Files written after this may have been missed by every build asked for so far. */
  let toldAt = now();
  let gather = gatherMs;
  let lastTold = Number.NEGATIVE_INFINITY;
  let work: Promise<unknown> = Promise.resolve();

  function report(path: string): void {
    if (signal.aborted) return;
    if (gathered.size === 0) {
      const goesOn = performance.now() - lastTold < soonMs;
      gather = goesOn ? Math.min(longestGatherMs, gather * 2) : gatherMs;
      setTimeout(tell, gather);
    }
    gathered.add(path);
  }

  function tell(): void {
    if (signal.aborted) return;
    toldAt = now();
    lastTold = performance.now();
    const files = [...gathered];
    gathered.clear();
    onChange(files, toldAt);
  }

  async function seen(path: string): Promise<void> {
    if (await memory.changed(path)) report(path);
  }

  async function seenLink(path: string): Promise<void> {
    if (scope.wants(path) && (await memory.leadsNowhere(path))) report(path);
  }

  async function start(roots: readonly string[]): Promise<void> {
    if (signal.aborted || roots.length === 0) return;
    const polled = polling === undefined ? await polledPaths(roots) : [];
    const silent = new Set(polling === undefined ? polled.map(({ path }) => path) : roots);
    const groups = [
      { paths: roots.filter((root) => !silent.has(root)), polls: false },
      { paths: [...silent], polls: true },
    ].filter(({ paths }) => paths.length > 0);
    const opened = await Promise.all(groups.map(open));
    const running = opened.filter((watcher) => watcher !== undefined);
    if (running.length < opened.length) return;
    announce(polling ?? polled[0]?.reason);
    const places = { roots, below: running.flatMap((watcher) => Object.keys(watcher.getWatched())) };
    for (const path of await memory.learn(places, scope.wants, toldAt)) report(path);
  }

  /** `undefined` where the system has no means to watch them by events; then something else is under way. */
  async function open({
    paths,
    polls,
  }: {
    readonly paths: readonly string[];
    readonly polls: boolean;
  }): Promise<FSWatcher | undefined> {
    const watcher = watch([...paths], {
      ignored: scope.ignores,
      ignoreInitial: true,
      // With it, chokidar passes over names like those of editors' copies (`.page.html.swp`, `page~`), embedded or not.
      atomic: false,
      ignorePermissionErrors: true,
      ...(polls ? { backend: 'polling' as const } : {}),
    });
    watchers.push(watcher);
    watcher.on('all', (event, path) => {
      const isFolder = event === 'addDir' || event === 'unlinkDir';
      if (event === 'add' || event === 'change' || event === 'unlink' || (isFolder && scope.isSingle(path))) {
        if (event === 'unlink') setTimeout(() => void seen(path), goneMs);
        else void seen(path);
      }
    });
    // Nothing else is told of a link to nowhere, nor of one to a folder that is taken away and made anew at once.
    watcher.on('raw', (_, name, place) => {
      const folder = watched.safeParse(place).data?.watchedPath;
      if (folder === undefined || name === null) return;
      const path = join(folder, name);
      if (scope.isSingle(path)) setTimeout(() => void seen(path), goneMs);
      else void seenLink(path);
    });
    let failed: string | undefined;
    watcher.on('error', (error) => {
      failed = shortageReason(error);
      if (failed !== undefined && polling === undefined) work = work.then(() => fallBack(failed));
    });
    await new Promise<void>((resolve) => {
      watcher.on('ready', () => resolve());
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    return failed === undefined || polling !== undefined ? watcher : undefined;
  }

  /** The system has no more watches to give: look at the files instead. */
  async function fallBack(reason: string | undefined): Promise<void> {
    if (polling !== undefined) return;
    polling = reason;
    announced = false;
    await Promise.all(watchers.splice(0).map((watcher) => watcher.close()));
    await start(scope.roots());
  }

  function announce(reason: string | undefined): void {
    if (signal.aborted || (announced && (reason === undefined || saysPolling))) return;
    announced = true;
    saysPolling = reason !== undefined;
    onMode(reason, now());
  }

  /** Roots that lie elsewhere than when they were opened: a link on the way leads to another place. */
  async function moved(): Promise<readonly string[]> {
    const places = await Promise.all(
      scope.roots().map(async (root) => ({ root, real: await realpath(root).catch(() => undefined) })),
    );
    const elsewhere = places.filter(({ root, real }) => placeOf.has(root) && placeOf.get(root) !== real);
    for (const { root, real } of places) placeOf.set(root, real);
    return elsewhere.map(({ root }) => root);
  }

  async function follow(fresh: readonly string[]): Promise<void> {
    const again = (await moved()).filter((root) => !fresh.includes(root));
    // What was opened there goes on telling of the old place.
    for (const watcher of watchers) watcher.unwatch([...again]);
    await start([...fresh, ...again]);
  }

  function update(targets: WatchTargets): void {
    const fresh = scope.add(targets);
    work = work.then(() => follow(fresh));
  }

  signal.addEventListener('abort', () => void Promise.all(watchers.map((watcher) => watcher.close())), {
    once: true,
  });
  update(first);
  return {
    update,
    async settled() {
      for (let last: unknown; last !== work; await delay(0)) {
        last = work;
        await work;
      }
    },
  };
}
