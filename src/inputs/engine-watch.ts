import { setTimeout as pause } from 'node:timers/promises';
import type { ContainerEngine, ContainerEvent } from '../adapters/docker/container-engine.js';
import { tellContainers } from '../adapters/docker/tell-containers.js';
import { messageOf } from '../errors.js';
import type { Event } from '../state/core/event.js';
import type { Snapshot } from '../state/core/snapshot.js';

export interface EngineWatchOptions {
  readonly engine: ContainerEngine;
  readonly dispatch: (event: Event) => void;
  readonly current: () => Snapshot;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

const firstPauseMs = 100;
const longestPauseMs = 2000;
/** While a service starts, what its probe says is looked up this often at most. */
const probePauseMs = 500;

/** Reports what the engine does to the environment's containers, and finds the engine again when it was gone. */
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
  const { engine, dispatch, now, signal } = options;
  const leaving = new AbortController();
  const following = AbortSignal.any([signal, leaving.signal]);
  try {
    const [version, events] = await Promise.all([engine.version(), engine.events(following)]);
    await reportAll(options);
    dispatch({ kind: 'engine.connected', at: now(), version });
    onConnected();
    const observer = new Observer(options);
    for await (const event of events) observer.see(event);
  } finally {
    leaving.abort();
  }
}

/** Everything that is there now, and what of the known is gone. */
async function reportAll({ engine, dispatch, current, now }: EngineWatchOptions): Promise<void> {
  const containers = await tellContainers(engine, { dispatch, now });
  const there = new Set(containers.map(({ id }) => id));
  for (const { name, container } of Object.values(current().services)) {
    if (container !== undefined && !there.has(container.id)) {
      dispatch({ kind: 'container.removed', at: now(), service: name, id: container.id });
    }
  }
}

/** Inspects a container once per burst of its events, never twice at a time, so that news stays in order. */
class Observer {
  readonly #options: EngineWatchOptions;
  readonly #again = new Map<string, boolean>();

  constructor(options: EngineWatchOptions) {
    this.#options = options;
  }

  see({ action, id, service }: ContainerEvent): void {
    if (action === 'destroy') {
      this.#options.dispatch({ kind: 'container.removed', at: this.#options.now(), service, id });
    } else if (action === 'exec_die' && !this.#probeMatters(id, service)) {
      return;
    } else if (this.#again.has(id)) {
      this.#again.set(id, true);
    } else {
      void this.#observe(id);
    }
  }

  /** A change of health has its event; until then only what a failing probe says is news. */
  #probeMatters(id: string, service: string): boolean {
    const { current, now } = this.#options;
    const container = current().services[service]?.container;
    if (container?.id !== id || container.health === 'healthy' || container.health === 'none') return false;
    return container.probe === undefined || now() - container.probe.at >= probePauseMs;
  }

  async #observe(id: string): Promise<void> {
    const { engine, dispatch, now } = this.#options;
    do {
      this.#again.set(id, false);
      // An engine that is gone is reported by the event stream; nothing is lost here, because its return lists all.
      const container = await engine.observe(id).catch(() => undefined);
      if (container !== undefined) dispatch({ kind: 'container.observed', at: now(), container });
    } while (this.#again.get(id) === true);
    this.#again.delete(id);
  }
}
