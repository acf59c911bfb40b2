import { SlidingRates } from '../../src/inputs/otlp/rates/sliding-rates.js';
import type { TrafficSummary } from '../../src/inputs/otlp/rates/summary.js';
import type { Effect } from '../../src/state/core/effect.js';
import type { Event } from '../../src/state/core/event.js';
import { plan } from '../../src/state/core/plan.js';
import { emptySnapshot, reduce } from '../../src/state/core/reduce.js';
import type { Snapshot } from '../../src/state/core/snapshot.js';
import type { ContainerObservation } from '../../src/state/instances/container.js';

type WithoutTime<T> = T extends unknown ? Omit<T, 'at'> : never;
/** An event without its time. */
export type Happening = WithoutTime<Event>;

/** Events in, Snapshot and plan out; every event comes 10 ms after the one before. */
export class Story {
  snapshot: Snapshot = emptySnapshot(1_000_000);
  #at = 1_000_000;
  readonly #rates = new SlidingRates();

  tell(...happenings: readonly Happening[]): this {
    for (const happening of happenings) {
      this.#at += 10;
      this.snapshot = reduce(this.snapshot, { at: this.#at, ...happening } as Event);
    }
    return this;
  }

  /** The trace reader's thread has counted this since the last time. */
  traffic(summary: TrafficSummary): this {
    const at = this.#at + 10;
    const rates = this.#rates.slide(summary, at, at);
    return rates === undefined ? this : this.tell({ kind: 'traffic.measured', rates });
  }

  /** The plan as text, one effect per line. */
  plan(): string {
    return plan(this.snapshot).map(effectText).join('\n');
  }

  /** Marks what the plan asks for as under way and gives it as text. */
  take(): string {
    const text = this.plan();
    for (const effect of plan(this.snapshot)) {
      if (effect.kind !== 'cancel') this.tell({ kind: 'effect.started', effect });
    }
    return text;
  }

  /** The effects with these keys have ended, of those that are under way. */
  finish(...keys: readonly string[]): this {
    for (const key of keys) {
      const effect = this.snapshot.inFlight[key]?.effect;
      if (effect !== undefined) this.tell({ kind: 'effect.finished', effect });
    }
    return this;
  }

  imagesReady(): this {
    for (const name of Object.keys(this.snapshot.environment?.services ?? {})) this.imageReady(name);
    return this;
  }

  imageReady(name: string): this {
    return this.tell({
      kind: 'image.found',
      service: name,
      reference: this.snapshot.environment?.services[name]?.image ?? name,
      source: 'present',
      digest: undefined,
      durationMs: 1,
      asked: this.snapshot.images[name]?.asked ?? 0,
    }).finish(`find-image:${name}`);
  }

  /** Compose has made the containers of these services. */
  created(...services: readonly string[]): this {
    for (const service of services) {
      this.tell({ kind: 'container.observed', container: container(service) });
    }
    for (const service of services) {
      this.tell({ kind: 'container.created', service, durationMs: 5 }).finish(`create:${service}`);
    }
    return this;
  }

  observe(service: string, changes: Partial<ContainerObservation>): this {
    return this.tell({ kind: 'container.observed', container: container(service, changes) });
  }

  /** The container runs; `health` as the engine says. */
  runs(service: string, health: ContainerObservation['health'] = 'none'): this {
    return this.observe(service, { status: 'running', health, startedAt: this.#at }).finish(
      `start:${service}`,
    );
  }
}

function effectText(effect: Effect): string {
  return `${effect.key} (${effect.cause})`;
}

/** A container that was created and never started. */
export function container(
  service: string,
  changes: Partial<ContainerObservation> = {},
): ContainerObservation {
  return {
    look: 0,
    id: `${service}-1`,
    service,
    index: 1,
    name: `sim-test-${service}-1`,
    image: `${service}:1`,
    imageId: `sha256:${service}`,
    status: 'created',
    health: 'none',
    exitCode: undefined,
    oomKilled: false,
    error: undefined,
    restarts: 0,
    createdAt: 1,
    startedAt: undefined,
    finishedAt: undefined,
    probe: undefined,
    networks: undefined,
    addresses: {},
    ports: [],
    ...changes,
  };
}
