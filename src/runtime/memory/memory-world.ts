import { SimError } from '../../errors.js';
import type { ContainerObservation, ObservedPort } from '../../state/instances/container.js';
import type { InstanceName, OfferedBuild } from '../build-delivery.js';
import { Queue } from '../queue.js';
import type { InstanceChange } from '../runtime.js';
import { MemoryContainer, type MemoryService } from './memory-container.js';
import { Timers } from './timers.js';

export interface MemoryWorldOptions {
  readonly services: Readonly<Record<string, MemoryService>>;
  /** The images that are there. */
  readonly images?: readonly string[];
  /** Named volumes, made with the first container. */
  readonly volumes?: readonly string[];
  /** Milliseconds since the epoch; 1 where absent. */
  readonly at?: number;
}

interface Held {
  readonly service: string;
  readonly index: number;
  readonly container: MemoryContainer;
}

const firstFreePort = 32_768;

/** A machine in memory: containers, images and volumes as values, and a clock that only `advance` moves. */
export class MemoryWorld {
  readonly timers: Timers;
  readonly images: Set<string>;
  readonly volumes = new Set<string>();
  readonly offered = new Map<string, OfferedBuild>();
  readonly secrets = new Set<string>();
  /** Ports of the machine that another program has. */
  readonly taken = new Set<number>();
  readonly #options: MemoryWorldOptions;
  readonly #held = new Map<string, Held>();
  readonly #watches = new Set<Queue<InstanceChange>>();
  /** What is refused, with the words of the refusal. */
  readonly #refused = new Map<string, string>();
  #made = 0;
  #looks = 0;
  #away = false;

  constructor(options: MemoryWorldOptions) {
    this.#options = options;
    this.timers = new Timers(options.at ?? 1);
    this.images = new Set(options.images ?? []);
  }

  advance(ms: number): void {
    this.timers.advance(ms);
  }

  /** While the engine is away every call rejects and every watch breaks; containers run on. */
  setAway(away: boolean): void {
    this.#away = away;
    if (!away) return;
    for (const watch of this.#watches) watch.fail(lost());
    this.#watches.clear();
  }

  /** Refuses `create orders` or `start orders` in these words; `undefined`: no longer. */
  refuse(what: string, words: string | undefined): void {
    if (words === undefined) this.#refused.delete(what);
    else this.#refused.set(what, words);
  }

  /** Another program takes a port: a container that is published at it can't start; containers that are made later get other ports. */
  takePort(port: number): void {
    this.taken.add(port);
  }

  /** Throws what a call has to reject with: the engine is away, or `what` is refused. */
  check(what = ''): void {
    if (this.#away) throw lost();
    const words = this.#refused.get(what);
    if (words !== undefined) throw new SimError('failed', words);
  }

  has(service: string): boolean {
    return service in this.#options.services;
  }

  find({ service, index }: InstanceName): MemoryContainer | undefined {
    return [...this.#held.values()].find((held) => held.service === service && held.index === index)
      ?.container;
  }

  byId(id: string): MemoryContainer | undefined {
    return this.#held.get(id)?.container;
  }

  /** The instances of a service, the lowest index first. */
  instancesOf(service: string): readonly Held[] {
    return [...this.#held.values()]
      .filter((held) => held.service === service)
      .sort((a, b) => a.index - b.index);
  }

  make(service: string, index: number, image: string): void {
    for (const volume of this.#options.volumes ?? []) this.volumes.add(volume);
    const { ports = [] } = this.#options.services[service] ?? {};
    this.#made += 1;
    const made = observation({ service, index, image, number: this.#made, at: this.timers.now, ports });
    const container = new MemoryContainer(made, {
      service: this.#options.services[service] ?? {},
      timers: this.timers,
      changed: ({ state }) => this.#tellOf(state),
    });
    this.#held.set(made.id, { service, index, container });
    this.#tellOf(made);
  }

  /** Somebody removes a container, whatever it does. */
  remove(id: string): void {
    const held = this.#held.get(id);
    if (held === undefined) return;
    held.container.remove();
    this.#held.delete(id);
    this.#tell({ kind: 'removed', container: { service: held.service, index: held.index, id } });
  }

  look(): readonly ContainerObservation[] {
    return [...this.#held.values()].map(({ container }) => this.seen(container));
  }

  seen({ state }: MemoryContainer): ContainerObservation {
    this.#looks += 1;
    return { ...state, look: this.#looks };
  }

  watch(signal: AbortSignal): AsyncIterable<InstanceChange> {
    const changes = new Queue<InstanceChange>();
    this.#watches.add(changes);
    const end = () => {
      this.#watches.delete(changes);
      changes.end();
    };
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
    return changes;
  }

  #tellOf(state: ContainerObservation): void {
    this.#looks += 1;
    // One that is being removed is not told of any more.
    if (this.#held.has(state.id))
      this.#tell({ kind: 'observed', container: { ...state, look: this.#looks } });
  }

  #tell(change: InstanceChange): void {
    for (const watch of this.#watches) watch.push(change);
  }
}

function observation(made: {
  readonly service: string;
  readonly index: number;
  readonly image: string;
  readonly number: number;
  readonly at: number;
  readonly ports: readonly number[];
}): ContainerObservation {
  const { service, index, image, number, at } = made;
  const published = (target: number, i: number): ObservedPort => ({
    ...{ hostIp: '127.0.0.1', target, protocol: 'tcp' },
    published: firstFreePort + 100 * number + i,
  });
  return {
    ...{
      look: 0,
      id: `${service}-${index}-${number}`,
      service,
      index,
      name: `sim-memory-${service}-${index}`,
    },
    ...{ image, imageId: `sha256:${image}`, status: 'created', health: 'none', exitCode: undefined },
    ...{ oomKilled: false, error: undefined, restarts: 0, createdAt: at, startedAt: undefined },
    ...{ finishedAt: undefined, probe: undefined, networks: undefined, addresses: {} },
    ports: made.ports.map(published),
  };
}

function lost(): SimError {
  return new SimError('engine-lost', 'the engine does not answer');
}
