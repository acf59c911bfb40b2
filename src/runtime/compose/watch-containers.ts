import { PassThrough } from 'node:stream';
import type { ContainerEngine, ContainerEvent } from '../../adapters/docker/container-engine.js';
import type { InstanceChange, Watch } from '../runtime.js';
import { type Containers, indexOf } from './containers.js';

/** While a service starts, what its probe says is looked up this often at most. */
const probePauseMs = 500;

export interface WatchContainersOptions {
  readonly engine: Pick<ContainerEngine, 'version' | 'events'>;
  readonly containers: Containers;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Lists all containers once the engine has begun to tell of changes, and inspects those that it names. */
export async function watchContainers(options: WatchContainersOptions, signal: AbortSignal): Promise<Watch> {
  const { engine, containers } = options;
  const [version, events] = await Promise.all([engine.version(), engine.events(signal)]);
  const there = await containers.observeAll();
  const changes = new PassThrough({ objectMode: true });
  const observer = new Observer(options, (change) => void changes.write(change));
  const see = async () => {
    for await (const event of events) observer.see(event);
  };
  void see().then(
    () => changes.end(),
    (error: unknown) => changes.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  // Whoever stops reading sooner still hears of no unhandled error.
  changes.on('error', () => undefined);
  return { version, containers: there, changes };
}

/** Inspects a container once per burst of its events, never twice at a time, so that news stays in order. */
class Observer {
  readonly #options: WatchContainersOptions;
  readonly #tell: (change: InstanceChange) => void;
  readonly #again = new Map<string, boolean>();
  readonly #gone = new Set<string>();

  constructor(options: WatchContainersOptions, tell: (change: InstanceChange) => void) {
    this.#options = options;
    this.#tell = tell;
  }

  see({ action, id }: ContainerEvent): void {
    if (action === 'destroy') this.#remove(id);
    else if (action === 'exec_die' && !this.#probeMatters(id)) return;
    else if (this.#again.has(id)) this.#again.set(id, true);
    else void this.#observe(id);
  }

  #remove(id: string): void {
    const { containers } = this.#options;
    const last = containers.last(id);
    // An inspect under way may still answer what was there before.
    if (this.#again.has(id)) this.#gone.add(id);
    containers.forget(id);
    if (last !== undefined) {
      this.#tell({ kind: 'removed', container: { service: last.service, index: indexOf(last), id } });
    }
  }

  /** A change of health has its event; until then only what a failing probe says is news. */
  #probeMatters(id: string): boolean {
    const { containers, now } = this.#options;
    const container = containers.last(id);
    if (container === undefined || container.health === 'healthy' || container.health === 'none')
      return false;
    return container.probe === undefined || now() - container.probe.at >= probePauseMs;
  }

  async #observe(id: string): Promise<void> {
    const { containers } = this.#options;
    do {
      this.#again.set(id, false);
      // An engine that is gone is reported by the event stream; nothing is lost here, because its return lists all.
      const container = await containers.observe(id).catch(() => undefined);
      if (this.#gone.has(id)) containers.forget(id);
      else if (container !== undefined) this.#tell({ kind: 'observed', container });
    } while (this.#again.get(id) === true);
    this.#again.delete(id);
    this.#gone.delete(id);
  }
}
