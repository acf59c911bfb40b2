import { setTimeout as pause } from 'node:timers/promises';
import { messageOf } from '../errors.js';
import type { InstanceChange, Runtime } from '../runtime/runtime.js';
import type { ContainerFact, Event } from '../state/core/event.js';
import type { Snapshot } from '../state/core/snapshot.js';
import type { ContainerObservation } from '../state/instances/container.js';

export interface EngineWatchOptions {
  readonly runtime: Pick<Runtime, 'watch'>;
  readonly dispatch: (event: Event) => void;
  readonly current: () => Snapshot;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

const firstPauseMs = 100;
const longestPauseMs = 2000;

/** Reports what becomes of the environment's containers, and finds the engine again when it was gone. */
export async function watchEngine(options: EngineWatchOptions): Promise<void> {
  const { dispatch, now, signal } = options;
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
    await pause(pauseMs, undefined, { signal }).catch(() => undefined);
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  }
}

async function followEngine(options: EngineWatchOptions, onConnected: () => void): Promise<void> {
  const { runtime, dispatch, now, signal } = options;
  const leaving = new AbortController();
  try {
    const { version, containers, changes } = await runtime.watch(AbortSignal.any([signal, leaving.signal]));
    for (const container of containers) dispatch({ kind: 'container.observed', at: now(), container });
    tellOfTheGone(options, containers);
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

/** What is known and not there any more went while nobody was told. */
function tellOfTheGone(
  { dispatch, current, now }: EngineWatchOptions,
  containers: readonly ContainerObservation[],
): void {
  const there = new Set(containers.map(({ id }) => id));
  for (const { name, container } of Object.values(current().services)) {
    if (container !== undefined && !there.has(container.id)) {
      dispatch({ kind: 'container.removed', at: now(), service: name, id: container.id });
    }
  }
}
