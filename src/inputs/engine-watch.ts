import { setTimeout as wait } from 'node:timers/promises';
import { messageOf } from '../errors.js';
import type { InstanceChange, Runtime } from '../runtime/runtime.js';
import type { ContainerFact, Event } from '../state/core/event.js';
import type { Snapshot } from '../state/core/snapshot.js';

export interface EngineWatchOptions {
  readonly runtime: Pick<Runtime, 'watch'>;
  readonly dispatch: (event: Event) => void;
  readonly current: () => Snapshot;
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** Resolves after so long, or when the signal aborts; by default by the clock of this machine. */
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<void>;
}

const firstPauseMs = 100;
const longestPauseMs = 2000;

/** Reports what becomes of the environment's containers, and finds the engine again when it was gone. */
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
  const { runtime, dispatch, now, signal } = options;
  const leaving = new AbortController();
  // What is made while the engine lists may be known by the time of its answer, and missing in it.
  const known = Object.values(options.current().services).flatMap(({ container }) => container ?? []);
  try {
    const { version, containers, changes } = await runtime.watch(AbortSignal.any([signal, leaving.signal]));
    for (const container of containers) dispatch({ kind: 'container.observed', at: now(), container });
    const there = new Set(containers.map(({ id }) => id));
    for (const { service, id } of known) {
      if (!there.has(id)) dispatch({ kind: 'container.removed', at: now(), service, id });
    }
    dispatch({ kind: 'engine.connected', at: now(), version });
    onConnected();
    for await (const change of changes) dispatch({ ...factOf(change), at: now() });
  } finally {
    leaving.abort();
  }
}

function factOf(change: InstanceChange): ContainerFact {
  if (change.kind === 'observed') return { kind: 'container.observed', container: change.container };
  const { service, id } = change.container;
  return { kind: 'container.removed', service, id };
}
