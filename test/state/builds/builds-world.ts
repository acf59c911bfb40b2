import type { Environment, Handoff, ServiceDefinition } from '../../../src/environment/environment.js';
import { newServiceBuilds, type ServiceBuilds } from '../../../src/state/builds/builds.js';
import { planBuilds } from '../../../src/state/builds/plan.js';
import { viewCode } from '../../../src/state/builds/view.js';
import type { Effect } from '../../../src/state/core/effect.js';
import type { Event } from '../../../src/state/core/event.js';
import { emptySnapshot, reduce } from '../../../src/state/core/reduce.js';
import type { Snapshot } from '../../../src/state/core/snapshot.js';
import type { ContainerObservation } from '../../../src/state/instances/container.js';
import { sourceList } from './source-list.js';

/** An event without its time: the world counts a millisecond per event. */
export type Untimed = Event extends infer E
  ? E extends Event
    ? Omit<E, 'at'> & { at?: number }
    : never
  : never;

/** An environment of Go services under `/shop`, driven by events. */
export class BuildsWorld {
  snapshot: Snapshot = emptySnapshot(0);
  #at = 0;

  constructor(...services: readonly string[]) {
    this.happens({ kind: 'engine.connected', version: '26' });
    this.happens({ kind: 'up.requested' });
    this.happens({ kind: 'environment.declared', environment: shop(services) });
  }

  /** A service of several containers, whose first build answers in all of them. */
  static several(replicas: number, handoff: Handoff = 'http'): BuildsWorld {
    const world = new BuildsWorld();
    const { services, ...rest } = shop(['orders']);
    const orders = { ...goService('orders'), replicas, go: { directory: '/shop/code/orders', handoff } };
    world.happens({
      kind: 'environment.declared',
      environment: { ...rest, services: { ...services, orders } },
    });
    world.settled();
    for (let index = 1; index <= replicas; index++) world.isLive(index, 1);
    return world;
  }

  /** A container of `orders` runs, and its runner has said that a build answers. */
  isLive(index: number, build: number): this {
    this.happens({ kind: 'container.observed', container: container('orders', 'running', 'healthy', index) });
    return this.reported('orders', 'live', { index, build });
  }

  /** A container of `orders` runs again, and its runner has said nothing yet. */
  runsAnew(index: number, startedAt: number): this {
    const again = { ...container('orders', 'running', 'starting', index), startedAt };
    return this.happens({ kind: 'container.observed', container: again });
  }

  /** A container of `orders` has ended. */
  ends(index: number): this {
    return this.happens({
      kind: 'container.observed',
      container: container('orders', 'exited', 'healthy', index),
    });
  }

  isPaused(index: number): this {
    const paused = container('orders', 'paused', 'healthy', index);
    return this.happens({ kind: 'container.observed', container: paused });
  }

  isRemoved(index: number): this {
    return this.happens({ kind: 'container.removed', service: 'orders', id: idOf('orders', index) });
  }

  /** An edit of `orders` is built. */
  builds(): this {
    this.changed('orders/a.go').step();
    return this.succeeds('orders');
  }

  /** Starts what is planned, and ends it at once. */
  tells(): readonly string[] {
    const told = this.step();
    for (const key of Object.keys(this.snapshot.inFlight)) if (key.startsWith('swap:')) this.finish(key);
    return told;
  }

  /** What each container answers with, and what is said of the service. */
  code(): string {
    const { instances } = this.of('orders');
    const each = instances.map(({ index, live }) => `#${index} ${live ?? '-'}`).join(' ');
    const { state, live } = viewCode(this.of('orders'));
    return `${each}: ${state} ${live ?? '-'}`;
  }

  happens(event: Untimed): this {
    this.#at = event.at ?? this.#at + 1;
    // Only the time was left out above.
    this.snapshot = reduce(this.snapshot, { ...event, at: this.#at } as Event);
    return this;
  }

  /** Starts what is planned, as the executor does; returns it as text. */
  step(): readonly string[] {
    const effects = this.plan();
    for (const effect of effects) {
      if (effect.kind !== 'cancel') this.happens({ kind: 'effect.started', effect });
    }
    return effects.map(printed);
  }

  plan(): readonly Effect[] {
    return planBuilds(this.snapshot);
  }

  planned(): readonly string[] {
    return this.plan().map(printed);
  }

  /** The first lists and builds are done; nothing is left to do. */
  settled(): this {
    this.step();
    for (const service of Object.keys(this.snapshot.builds)) this.listed(service);
    while (this.snapshot.inFlight && this.#building().length > 0) {
      for (const service of this.#building()) this.succeeds(service);
      this.step();
    }
    return this;
  }

  #building(): readonly string[] {
    return Object.keys(this.snapshot.inFlight)
      .filter((key) => key.startsWith('build:'))
      .map((key) => key.slice('build:'.length));
  }

  listed(service: string): this {
    return this.happens({
      kind: 'packages.listed',
      service,
      by: 'build',
      source: `source of ${service}`,
      problem: undefined,
      list: sourceList({
        folders: [`/shop/code/${service}`, '/shop/code/shared'],
        deciding: ['/shop/code/go.mod', '/shop/code/go.sum'],
      }),
    });
  }

  /** Go answers what it was asked about a service. */
  answers(service: string, source: string): this {
    const list = sourceList({ folders: [`/shop/code/${service}`], deciding: ['/shop/code/go.mod'] });
    this.happens({ kind: 'packages.listed', service, list, by: 'question', source, problem: undefined });
    return this.finish(`list:${service}`);
  }

  /** Runs a build from `build.started` to its end. */
  succeeds(service: string, { unchanged = false } = {}): this {
    const build = this.starts(service);
    const current = unchanged ? (this.of(service).current ?? build) : build;
    this.happens({
      kind: 'build.succeeded',
      service,
      build,
      unchanged,
      current,
      path: 'go',
      reason: 'first build',
      phasesMs: { compile: 900, link: 800 },
    });
    return this.finish(`build:${service}`);
  }

  fails(service: string, message = 'undefined: x'): this {
    const build = this.starts(service);
    const errors = [{ file: `code/${service}/main.go`, line: 3, column: 1, message, excerpt: [] }];
    this.happens({ kind: 'build.failed', service, build, errors, phasesMs: { compile: 200 } });
    return this.finish(`build:${service}`);
  }

  starts(service: string): number {
    const under = this.of(service).building;
    if (under !== undefined) return under;
    const build = this.of(service).nextNumber;
    this.happens({ kind: 'build.started', service, build });
    return build;
  }

  finish(key: string): this {
    const effect = this.snapshot.inFlight[key]?.effect;
    return effect === undefined ? this : this.happens({ kind: 'effect.finished', effect });
  }

  changed(...files: readonly string[]): this {
    return this.happens({ kind: 'source.changed', files: files.map((file) => `/shop/code/${file}`) });
  }

  runs(service: string, health: ContainerObservation['health'] = 'healthy'): this {
    return this.happens({ kind: 'container.observed', container: container(service, 'running', health) });
  }

  isMade(service: string): this {
    return this.happens({ kind: 'container.observed', container: container(service, 'created') });
  }

  exits(service: string): this {
    return this.happens({ kind: 'container.observed', container: container(service, 'exited') });
  }

  reported(
    service: string,
    state: Extract<Event, { kind: 'runner.reported' }>['state'],
    rest: Partial<Extract<Event, { kind: 'runner.reported' }>> = {},
  ): this {
    return this.happens({
      kind: 'runner.reported',
      service,
      state,
      build: this.of(service).current,
      previous: undefined,
      durationMs: undefined,
      handoff: undefined,
      detail: undefined,
      ...rest,
    });
  }

  of(service: string): ServiceBuilds {
    return this.snapshot.builds[service] ?? newServiceBuilds(service);
  }

  /** `build 2 failed: catalog/main.go changed`, newest first. */
  history(service: string): readonly string[] {
    return this.of(service).history.map(
      ({ number, outcome, cause }) => `build ${number} ${outcome}: ${cause}`,
    );
  }
}

function printed(effect: Effect): string {
  return `${effect.key}${effect.kind === 'build' || effect.kind === 'swap' ? ` #${effect.build}` : ''} (${effect.cause})`;
}

/** An environment whose services are all compiled from Go. */
export function shop(services: readonly string[], watch = true): Environment {
  return {
    name: 'shop',
    project: 'sim-shop',
    root: '/shop',
    stateDir: '/shop/.sim/shop',
    stacks: ['app'],
    watch,
    imageMode: 'auto',
    checks: [],
    cores: 8,
    moved: [],
    remarks: [],
    agent: { apart: [], blind: undefined },
    services: Object.fromEntries(services.map((name) => [name, goService(name)])),
  };
}

function goService(name: string): ServiceDefinition {
  return {
    name,
    stack: 'app',
    kind: 'service',
    image: undefined,
    built: true,
    dependsOn: [],
    hasHealthCheck: true,
    ports: [],
    open: [],
    background: false,
    go: { directory: `/shop/code/${name}`, handoff: 'http' },
    port: 8080,
    internal: false,
    startsThroughCompose: false,
    stopsThroughCompose: false,
    networks: [],
    networkOf: undefined,
    configuration: [],
    oneShot: false,
    replicas: 1,
    composeWatch: false,
  };
}

/** Of several containers each has its own id. */
function idOf(service: string, index: number): string {
  return index === 1 ? `id-of-${service}` : `id-of-${service}-${index}`;
}

function container(
  service: string,
  status: ContainerObservation['status'],
  health: ContainerObservation['health'] = 'healthy',
  index = 1,
): ContainerObservation {
  return {
    look: 0,
    id: idOf(service, index),
    service,
    index,
    name: `sim-shop-${service}-${index}`,
    image: 'sim.local/runtime',
    imageId: 'sha256:runtime',
    status,
    health,
    exitCode: status === 'exited' ? 1 : undefined,
    oomKilled: false,
    error: undefined,
    restarts: 0,
    createdAt: 0,
    startedAt: 1,
    finishedAt: undefined,
    probe: undefined,
    networks: undefined,
    addresses: {},
    ports: [],
  };
}
