import { existsSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { BuildResult } from '../../adapters/go/build-request.js';
import type { Go } from '../../adapters/go/go.js';
import type { Asked, Source } from '../../adapters/go/packages.js';
import { messageOf, SimError } from '../../errors.js';
import type { BuildDelivery } from '../../runtime/build-delivery.js';
import type { BuildError } from '../../state/builds/build-error.js';
import type { EffectOf } from '../../state/core/effect.js';
import type { EffectContext } from '../effect-handler.js';
import { type BuildFolder, buildFolder } from './build-folder.js';
import { type BuildRecord, madeFrom } from './build-record.js';
import { type BuildStore, storeFolder } from './build-store.js';
import { listed } from './listed.js';
import { keptBuild, reuseBuild } from './reuse-build.js';

type BuildEffect = EffectOf<'build'>;

/** Where a build is made, and from what. */
export interface BuildPlace {
  readonly go: Go;
  readonly stateDir: string;
  readonly store: BuildStore;
  readonly delivery: Pick<BuildDelivery, 'offerBuild'>;
  /** Absolute folder from which paths in errors are shown. */
  readonly root: string;
  /** Absolute folder of the service's `package main`. */
  readonly directory: string;
}

/**
 * Compiles one build and offers it, or takes the kept build of the same source. Meanwhile Go is asked what the binary is made from: only
 * what Go's answer proves is taken without `go build`. Every error is a failed build, and the build before stays current.
 */
export async function runBuild(
  effect: BuildEffect,
  context: EffectContext,
  place: BuildPlace,
): Promise<void> {
  const { service, build, sameAs, forced } = effect;
  const { dispatch, now, signal } = context;
  const folder = buildFolder(place.stateDir, service);
  const lookedAt = now();
  const look = await lookAt(effect, context, place);
  if (!forced && sameAs !== undefined) {
    const record = await provedKept(look, folder, effect);
    if (record !== undefined) return reuseBuild(place.delivery, effect, record, lookedAt, context);
  }
  const startedAt = now();
  dispatch({ kind: 'build.started', at: startedAt, service, build });
  try {
    const result = await compile(folder, effect, place, look, signal);
    if (result.outcome === 'failed') await newerSource(result.errors, place.root, startedAt, signal);
    if (result.outcome === 'cancelled' || signal.aborted) {
      await folder.discard(build);
      dispatch({ kind: 'build.cancelled', at: now(), service, build });
      return;
    }
    const { phasesMs } = result;
    if (result.outcome === 'failed') {
      await folder.discard(build);
      const { errors } = result;
      dispatch({ kind: 'build.failed', at: now(), service, build, errors, phasesMs });
      return;
    }
    const { path, reason, source } = result;
    const record = await keepUnlessSame(folder, effect, context, place, { startedAt, phasesMs, source });
    const current = record.number;
    await place.delivery.offerBuild(service, { build: current, pinned: false });
    const unchanged = current !== build;
    dispatch({
      kind: 'build.succeeded',
      ...{ at: now(), service, build, unchanged, phasesMs, path, reason, current },
    });
    // The new code is offered by now, so nobody waits for this.
    if (source !== undefined)
      await remember(place.store, folder, { service, record, source, isThere: path === 'kept' });
    const stay = await folder.prune([current, sameAs]);
    dispatch({ kind: 'builds.pruned', at: now(), service, kept: stay });
  } catch (error) {
    // A full disk may refuse even the removal; the next build of this number clears what is left.
    await folder.discard(build).catch(() => undefined);
    const errors = [failure(error)];
    dispatch({ kind: 'build.failed', at: now(), service, build, errors, phasesMs: {} });
  }
}

/** The source that is guessed, and Go's answer, which is under way. */
interface Look {
  readonly guess: Source | undefined;
  readonly asked: Promise<Asked>;
}

/** Looks at the files before Go is asked: what is the same after Go's answer was the same all the while. */
async function lookAt(
  { service }: BuildEffect,
  { dispatch, now, signal }: EffectContext,
  { go, directory, stateDir }: BuildPlace,
): Promise<Look> {
  const known = go.knows(directory);
  const guess = known ? await go.guess(directory).catch(() => undefined) : undefined;
  const asked = go.ask(directory, signal);
  asked.then(
    (answer) => dispatch(listed(service, now(), answer, 'build')),
    // Where Go can't be asked the build fails, and says why.
    () => undefined,
  );
  // A first build has nothing to compare its source with.
  const canFit = [buildFolder(stateDir, service).recordedDirectory, storeFolder(dirname(stateDir))].some(
    existsSync,
  );
  return known || !canFit ? { guess, asked } : firstLook(asked, () => go.ask(directory, signal));
}

/**
 * Waits for Go's first answer, which a kept or a recorded build may fit. Where a file was written just before, Go may have read it half, and
 * is asked again.
 */
async function firstLook(asked: Promise<Asked>, again: () => Promise<Asked>): Promise<Look> {
  const first = await asked.catch(() => undefined);
  const settled = first?.source === undefined || first.source.settledMs < first.askedAt;
  return { guess: first?.source, asked: settled ? asked : again() };
}

/** The guessed source, where Go's answer proves it; else `undefined`. */
async function proved({ guess, asked }: Look): Promise<Source | undefined> {
  const { source } = await asked;
  return source !== undefined && source.sum === guess?.sum && source.stamp === guess.stamp
    ? source
    : undefined;
}

/**
 * The kept build of the present source; `undefined`: there is none. Where no file is known to have changed Go's answer is waited for: that
 * costs less than a build, and without it this start and every later one would build.
 */
async function provedKept(
  look: Look,
  folder: BuildFolder,
  { files }: BuildEffect,
): Promise<BuildRecord | undefined> {
  try {
    const guess = look.guess ?? (files.length > 0 ? undefined : (await look.asked).source);
    const likely = guess === undefined ? undefined : await keptBuild(folder, guess.sum);
    if (likely === undefined) return undefined;
    return (await proved({ ...look, guess })) === undefined ? undefined : likely;
  } catch {
    return undefined;
  }
}

async function compile(
  folder: BuildFolder,
  { build, forced }: BuildEffect,
  { go, store, directory, root }: BuildPlace,
  look: Look,
  signal: AbortSignal,
): Promise<
  | BuildResult
  | {
      readonly outcome: 'built';
      readonly path: 'kept';
      readonly reason: string;
      readonly source: Source;
      readonly phasesMs: BuildResult['phasesMs'];
    }
> {
  const { binary, workDirectory } = await folder.prepare(build);
  const { recordedDirectory } = folder;
  const { guess } = look;
  if (!forced && guess !== undefined && (await store.take(guess.sum, binary))) {
    const source = await proved(look).catch(() => undefined);
    if (source !== undefined) {
      await folder.clearWork(build);
      return {
        outcome: 'built',
        path: 'kept',
        reason: 'built before from the same source',
        source,
        phasesMs: {},
      };
    }
    await rm(binary, { force: true });
  }
  const wanted = { directory, output: binary, workDirectory, root, ...look, recordedDirectory, signal };
  const result = await go.build(wanted);
  await folder.clearWork(build);
  return result;
}

/** How long the event of a written file takes to get here at most, in milliseconds. */
const newsMs = 100;

/**
 * Waits, after a failed compilation, for the event of a file that was written meanwhile: the compiler may have read half of it. The change
 * cancels this build, whose errors are not shown.
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

/** Keeps the build, unless its binary equals the one that runs; resolves with the record of the build to run. */
async function keepUnlessSame(
  folder: BuildFolder,
  { build, cause, files, requestedAt, sameAs }: BuildEffect,
  { now }: EffectContext,
  { directory }: BuildPlace,
  made: {
    readonly startedAt: number;
    readonly phasesMs: BuildResult['phasesMs'];
    readonly source: Source | undefined;
  },
): Promise<BuildRecord> {
  const { source } = made;
  const withSource = (record: BuildRecord) => (source === undefined ? record : madeFrom(record, source));
  const digest = await folder.digest(build);
  const before = sameAs === undefined ? undefined : await folder.record(sameAs);
  if (before?.digest === digest) {
    await folder.discard(build);
    const both = withSource({ ...before, directory });
    if (source !== undefined) await folder.keep(both);
    return both;
  }
  const record = withSource({
    number: build,
    cause,
    files: [...files],
    requestedAt,
    startedAt: made.startedAt,
    finishedAt: now(),
    directory,
    digest,
    compileMs: made.phasesMs.compile,
    linkMs: made.phasesMs.link,
  });
  await folder.keep(record);
  return record;
}

/** Keeps the binary for other environments. Where that fails the next one compiles it again. */
async function remember(
  store: BuildStore,
  folder: BuildFolder,
  {
    service,
    record,
    source,
    isThere,
  }: {
    readonly service: string;
    readonly record: BuildRecord;
    readonly source: Source;
    readonly isThere: boolean;
  },
): Promise<void> {
  try {
    // A disk may have no room for another entry and yet have room for the build.
    if (!isThere) await store.keep(source.sum, folder.binary(record.number), record.digest);
    await store.remember(service, record);
  } catch {
    // The build itself is not affected.
  }
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
