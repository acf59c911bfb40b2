import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ContainerEngine, ContainerEvent } from '../../adapters/docker/container-engine.js';
import { SimError } from '../../errors.js';
import { Queue } from '../queue.js';
import type { ContainerName, InstanceChange, Watch } from '../runtime.js';
import type { Containers } from './containers.js';

/** The least time between two inspects for the sake of a starting service's probe, in milliseconds. */
const probePauseMs = 500;

export interface WatchContainersOptions {
  readonly engine: Pick<ContainerEngine, 'version' | 'events'>;
  readonly containers: Containers;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Lists all containers once the engine has begun to report changes, then inspects each container that an event names. */
export async function watchContainers(options: WatchContainersOptions, signal: AbortSignal): Promise<Watch> {
  const { engine, containers } = options;
  const [version, events] = await Promise.all([engine.version(), engine.events(signal)]);
  const there = await containers.observeAll();
  const changes = new Queue<InstanceChange>();
  const observer = new Observer(options, changes);
  const see = async () => {
    for await (const event of events) observer.see(event);
  };
  void see().then(
    () => changes.end(),
    (error: unknown) => changes.fail(error),
  );
  return { version, containers: there, changes };
}

/** Inspects a container once per burst of its events, never twice at a time, so that news stays in order. */
class Observer {
  readonly #options: WatchContainersOptions;
  readonly #changes: Queue<InstanceChange>;
  readonly #again = new Map<string, boolean>();
  readonly #gone = new Set<string>();

  constructor(options: WatchContainersOptions, changes: Queue<InstanceChange>) {
    this.#options = options;
    this.#changes = changes;
  }

  see({ action, id, service, index }: ContainerEvent): void {
    if (action === 'destroy') this.#remove({ service, index, id });
    else if (action === 'exec_die' && !this.#probeMatters(id)) return;
    else if (this.#again.has(id)) this.#again.set(id, true);
    else void this.#observe(id);
  }

  #remove(container: ContainerName): void {
    // An inspect under way may still answer with the container as it was before.
    if (this.#again.has(container.id)) this.#gone.add(container.id);
    this.#options.containers.forget(container.id);
    this.#changes.push({ kind: 'removed', container });
  }

  /** Whether the end of a health check is news. A change of health has an event of its own; before that only a failing probe's words are news. */
  #probeMatters(id: string): boolean {
    const { containers, now } = this.#options;
    const container = containers.last(id);
    if (container === undefined || container.health === 'healthy' || container.health === 'none')
      return false;
    return container.probe === undefined || now() - container.probe.at >= probePauseMs;
  }

  async #observe(id: string): Promise<void> {
    const { containers } = this.#options;
    this.#again.set(id, true);
    do {
      // Events that come at once are read in one turn, so that one inspect serves all of them.
      await nextTurn();
      this.#again.set(id, false);
      const container = await containers.observe(id).catch((error: unknown) => {
        // The stream of events may live on, so the watch is failed here: the reader begins a new one, which lists all containers.
        if (error instanceof SimError && error.code === 'engine-lost') this.#changes.fail(error);
        return undefined;
      });
      if (this.#gone.has(id)) containers.forget(id);
      else if (container !== undefined) this.#changes.push({ kind: 'observed', container });
    } while (this.#again.get(id) === true);
    this.#again.delete(id);
    this.#gone.delete(id);
  }
}
