import { setTimeout as wait } from 'node:timers/promises';
import { messageOf } from '../errors.js';
import type { InstanceChange, Runtime } from '../runtime/runtime.js';
import type { Event } from '../state/core/event.js';
import type { Snapshot } from '../state/core/snapshot.js';
import type { ContainerObservation } from '../state/instances/container.js';
import type { ContainerFact } from '../state/instances/container-facts.js';

export interface EngineWatchOptions {
  readonly runtime: Pick<Runtime, 'watch' | 'observeAll'>;
  readonly dispatch: (event: Event) => void;
  readonly current: () => Snapshot;
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** Resolves after `ms` milliseconds, or when the signal aborts; by default by the machine's clock. */
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<void>;
}

const firstPauseMs = 100;
const longestPauseMs = 2000;

/** Dispatches every change of the environment's containers until `signal` aborts, and connects again where the engine was gone. */
export async function watchEngine(options: EngineWatchOptions): Promise<void> {
  const { dispatch, now, signal, pause = pauseByClock } = options;
  let pauseMs = firstPauseMs;
  while (!signal.aborted) {
    try {
      await followEngine(options, () => {
        pauseMs = firstPauseMs;
      });
    } catch (error) {
      if (signal.aborted) return;
      dispatch({ kind: 'engine.lost', at: now(), detail: messageOf(error) });
    }
    await pause(pauseMs, signal);
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  }
}

async function pauseByClock(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal }).catch(() => undefined);
}

async function followEngine(options: EngineWatchOptions, onConnected: () => void): Promise<void> {
  const { runtime, dispatch, current, now, signal } = options;
  const leaving = new AbortController();
  const before = containersOf(current());
  try {
    const { version, containers, changes } = await runtime.watch(AbortSignal.any([signal, leaving.signal]));
    for (const container of containers) dispatch({ kind: 'container.observed', at: now(), container });
    tellOfTheGone(options, before, containers);
    // An effect may meanwhile have observed a container that was made after this list, or that is gone already.
    const unsure = missingIn(containers, containersOf(current()));
    if (unsure.length > 0) tellOfTheGone(options, unsure, await runtime.observeAll());
    dispatch({ kind: 'engine.connected', at: now(), version });
    onConnected();
    for await (const change of changes) dispatch({ ...factOf(change), at: now() });
  } finally {
    leaving.abort();
  }
}

function containersOf({ services }: Snapshot): readonly ContainerObservation[] {
  return Object.values(services).flatMap(({ instances }) => instances.map(({ container }) => container));
}

/** Dispatches the removal of containers that are missing in a new list: they went while the engine's events were not heard. */
function tellOfTheGone(
  { dispatch, now }: EngineWatchOptions,
  known: readonly ContainerObservation[],
  listed: readonly ContainerObservation[],
): void {
  for (const { service, id } of missingIn(listed, known)) {
    dispatch({ kind: 'container.removed', at: now(), service, id });
  }
}

function missingIn(
  listed: readonly ContainerObservation[],
  known: readonly ContainerObservation[],
): readonly ContainerObservation[] {
  const there = new Set(listed.map(({ id }) => id));
  return known.filter(({ id }) => !there.has(id));
}

function factOf(change: InstanceChange): ContainerFact {
  if (change.kind === 'observed') return { kind: 'container.observed', container: change.container };
  const { service, id } = change.container;
  return { kind: 'container.removed', service, id };
}
