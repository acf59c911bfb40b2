import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { BuildResult, Go } from '../../adapters/go/go.js';
import type { Source } from '../../adapters/go/packages.js';
import { messageOf, SimError } from '../../errors.js';
import type { BuildError } from '../../state/builds.js';
import type { EffectContext, EffectOf } from '../../state/effect.js';
import { type BuildFolder, buildFolder } from './build-folder.js';
import { type BuildRecord, madeFrom } from './build-record.js';
import type { BuildStore } from './build-store.js';
import { reuseBuild } from './reuse-build.js';

type BuildEffect = EffectOf<'build'>;

/** Where a build is made, and from what. */
export interface BuildPlace {
  readonly go: Go;
  readonly stateDir: string;
  readonly store: BuildStore;
  /** Absolute folder from which paths in errors are shown. */
  readonly root: string;
  /** Absolute folder of the service's `package main`. */
  readonly directory: string;
}

/**
 * Compiles one build and makes it current, or takes the kept build whose source was the same. Whatever goes wrong is a
 * failed build; the one before stays current.
 */
export async function runBuild(
  effect: BuildEffect,
  context: EffectContext,
  place: BuildPlace,
): Promise<void> {
  const { service, build, sameAs } = effect;
  const { dispatch, now, signal } = context;
  const folder = buildFolder(place.stateDir, service);
  const source = await sourceNow(effect, place, signal).catch(() => undefined);
  if (source !== undefined && sameAs !== undefined) {
    if (await reuseBuild(folder, effect, source.sum, context)) return;
  }
  const startedAt = now();
  dispatch({ kind: 'build.started', at: startedAt, service, build });
  try {
    const result = await compile(folder, effect, place, source, signal);
    if (result.outcome === 'failed') await newerSource(result.errors, place.root, startedAt, signal);
    if (result.outcome === 'cancelled' || signal.aborted) {
      await folder.discard(build);
      dispatch({ kind: 'build.cancelled', at: now(), service, build });
      return;
    }
    const { phasesMs, stored = false } = result;
    if (result.outcome === 'failed') {
      await folder.discard(build);
      dispatch({ kind: 'build.failed', at: now(), service, build, errors: result.errors, phasesMs });
      return;
    }
    const after = source && (await place.go.sourceOf(place.directory, signal));
    const current = await publish(folder, effect, context, place.store, {
      startedAt,
      phasesMs,
      stored,
      // What changed while it was read may or may not be in the binary.
      source: after?.stamp === source?.stamp ? source : undefined,
    });
    dispatch({
      kind: 'build.succeeded',
      at: now(),
      service,
      build,
      unchanged: current !== build,
      phasesMs,
      ...(stored ? { stored } : {}),
      current,
    });
    const kept = await folder.prune([current, sameAs]);
    dispatch({ kind: 'builds.pruned', at: now(), service, kept });
  } catch (error) {
    // A full disk may refuse even this; what is left is cleared by the next build of that number.
    await folder.discard(build).catch(() => undefined);
    dispatch({ kind: 'build.failed', at: now(), service, build, errors: [failure(error)], phasesMs: {} });
  }
}

/**
 * What would be built. An edit does not wait for Go to list its packages again; where nothing may have changed at all, asking
 * costs less than building, and without an answer this start and every later one would build.
 */
async function sourceNow(
  { files, sameAs }: BuildEffect,
  { go, directory }: BuildPlace,
  signal: AbortSignal,
): Promise<Source | undefined> {
  const source = await go.sourceOf(directory, signal);
  if (source !== undefined || sameAs === undefined || files.length > 0) return source;
  await go.listPackages(directory, signal);
  return go.sourceOf(directory, signal);
}

async function compile(
  folder: BuildFolder,
  { build, forced }: BuildEffect,
  { go, store, directory, root }: BuildPlace,
  source: Source | undefined,
  signal: AbortSignal,
): Promise<BuildResult & { readonly stored?: boolean }> {
  const { binary, workDirectory } = await folder.prepare(build);
  const { planDirectory } = folder;
  if (!forced && source !== undefined && (await store.take(source.sum, binary))) {
    await folder.clearWork(build);
    return { outcome: 'built', phasesMs: {}, stored: true };
  }
  const wanted = { directory, output: binary, workDirectory, root, source, planDirectory, signal };
  const result = await go.build(wanted);
  await folder.clearWork(build);
  return result;
}

/** How long the news of a written file takes to get here, at most. */
const newsMs = 100;

/**
 * A file that was written while it was compiled may have been read half. The change that ends this build is on its way
 * then, and an error in half a file is nobody's error.
 */
async function newerSource(
  errors: readonly BuildError[],
  root: string,
  since: number,
  signal: AbortSignal,
): Promise<void> {
  const files = new Set(errors.flatMap(({ file }) => (file === undefined ? [] : [resolve(root, file)])));
  const written = await Promise.all(
    [...files].map((file) =>
      stat(file).then(
        (stats) => stats.mtimeMs >= since,
        () => true,
      ),
    ),
  );
  if (written.includes(true)) await delay(newsMs, undefined, { signal }).catch(() => undefined);
}

/** Makes the build current, unless the binary is what runs already; says which build is current then. */
async function publish(
  folder: BuildFolder,
  { service, build, cause, files, requestedAt, sameAs }: BuildEffect,
  { now }: EffectContext,
  store: BuildStore,
  made: {
    readonly startedAt: number;
    readonly phasesMs: BuildResult['phasesMs'];
    readonly source: Source | undefined;
    readonly stored: boolean;
  },
): Promise<number> {
  const digest = await folder.digest(build);
  if (made.source !== undefined && !made.stored) {
    // A disk without room for a second name has room for the build all the same.
    await store.keep(made.source.sum, folder.binary(build), digest).catch(() => undefined);
  }
  const before = sameAs === undefined ? undefined : await folder.record(sameAs);
  if (before?.digest === digest) {
    await folder.discard(build);
    if (made.source !== undefined) {
      const both = madeFrom(before, made.source);
      await folder.keep(both);
      await store.remember(service, both).catch(() => undefined);
    }
    if ((await folder.current())?.build !== before.number) {
      await folder.makeCurrent({ build: before.number, pinned: false });
    }
    return before.number;
  }
  const record: BuildRecord = {
    number: build,
    cause,
    files: [...files],
    requestedAt,
    startedAt: made.startedAt,
    finishedAt: now(),
    digest,
    compileMs: made.phasesMs.compile,
    linkMs: made.phasesMs.link,
  };
  const whole = made.source === undefined ? record : madeFrom(record, made.source);
  await folder.keep(whole);
  // What can't be remembered costs the next environment a look at the source.
  if (made.source !== undefined) await store.remember(service, whole).catch(() => undefined);
  await folder.makeCurrent({ build, pinned: false });
  return build;
}

const remedies: Record<string, string> = {
  ENOSPC: 'The disk is full: free some space; the next change builds again.',
  EDQUOT: 'The disk quota is used up: free some space; the next change builds again.',
  EACCES: 'The folder .sim must be writable by you: was Sim started as another user before?',
  EPERM: 'The folder .sim must be writable by you: was Sim started as another user before?',
  EROFS: 'The folder .sim lies on a read-only file system: Sim must be able to write there.',
};

function failure(error: unknown): BuildError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const hint = error instanceof SimError ? error.hint : remedies[code];
  const message = [messageOf(error), hint].filter((part) => part !== undefined).join('\n');
  return { file: undefined, line: undefined, column: undefined, message, excerpt: [] };
}
