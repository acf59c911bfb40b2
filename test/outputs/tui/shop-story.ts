import type { Views } from '../../../src/contract/views.js';
import type { Environment, ServiceDefinition } from '../../../src/environment/environment.js';
import { SlidingRates } from '../../../src/inputs/otlp/rates/sliding-rates.js';
import type { TrafficSummary } from '../../../src/inputs/otlp/rates/summary.js';
import type { BuildError } from '../../../src/state/builds/build-error.js';
import type { Event } from '../../../src/state/core/event.js';
import { emptySnapshot, reduce } from '../../../src/state/core/reduce.js';
import type { Snapshot } from '../../../src/state/core/snapshot.js';
import { createViews } from '../../../src/state/core/views.js';
import type { ContainerObservation } from '../../../src/state/instances/container.js';
import { bucketOf } from '../../../src/state/traffic/histogram.js';
import { startOf } from '../../fakes/effects.js';
import { definition, environment, waitsFor } from '../../fakes/environment.js';
import { container } from '../../fakes/story.js';
import { sourceList } from '../../state/builds/source-list.js';

type WithoutTime<T> = T extends unknown ? Omit<T, 'at'> : never;

/** 14:05:00 UTC on some day. */
export const noon = Date.UTC(2026, 2, 14, 14, 5, 0);

const source = (name: string) => ({ go: { directory: `/src/sample/${name}`, handoff: 'http' as const } });
const open = (label: string, port: number) => ({ open: [{ label, port, path: '/' }] });

/** The thin shop: load, gateway, two `go` services, a database and a cache. */
export const smallShop: readonly ServiceDefinition[] = [
  definition('loadgen', { kind: 'load', background: true, dependsOn: [waitsFor('nginx')] }),
  definition('nginx', {
    kind: 'gateway',
    stack: 'nginx',
    dependsOn: [waitsFor('gateway')],
    ...open('shop', 80),
  }),
  definition('gateway', { dependsOn: [waitsFor('catalog')], ...source('gateway') }),
  definition('catalog', { dependsOn: [waitsFor('postgres'), waitsFor('redis')], ...source('catalog') }),
  definition('postgres', { kind: 'database', stack: 'postgres', hasHealthCheck: true }),
  definition('redis', { kind: 'cache', stack: 'redis', hasHealthCheck: true }),
  definition('sim-agent', { kind: 'tool', internal: true, stack: 'sim' }),
];

/** The whole shop. */
export const wholeShop: readonly ServiceDefinition[] = [
  ...smallShop.filter(({ name }) => name !== 'gateway'),
  definition('gateway', {
    dependsOn: [waitsFor('auth'), waitsFor('catalog'), waitsFor('orders')],
    ...source('gateway'),
  }),
  definition('auth', { dependsOn: [waitsFor('postgres')], ...source('auth') }),
  definition('orders', { dependsOn: [waitsFor('postgres'), waitsFor('redis')], ...source('orders') }),
  definition('worker', { kind: 'worker', dependsOn: [waitsFor('redis')], ...source('worker') }),
  definition('prometheus', { kind: 'metrics', stack: 'prometheus', background: true }),
  definition('jaeger', { kind: 'traces', stack: 'jaeger', background: true }),
];

const published = (port: number, target: number) => ({
  ports: [{ hostIp: '127.0.0.1', published: port, target, protocol: 'tcp' as const }],
});

/** What `bin/sim up` brings up: nobody declares that Nginx asks the gateway, and the first requests show it. */
export const defaultShop: readonly ServiceDefinition[] = [
  definition('loadgen', {
    kind: 'load',
    dependsOn: [waitsFor('gateway'), waitsFor('nginx')],
    ...published(8089, 8080),
    ...open('What the load saw', 8080),
    ...source('loadgen'),
  }),
  definition('nginx', { kind: 'gateway', stack: 'nginx', ...published(8080, 80), ...open('shop', 80) }),
  definition('gateway', {
    kind: 'gateway',
    dependsOn: [waitsFor('auth'), waitsFor('catalog'), waitsFor('orders')],
    ...source('gateway'),
  }),
  definition('auth', { dependsOn: [waitsFor('postgres')], ...source('auth') }),
  definition('catalog', { dependsOn: [waitsFor('postgres'), waitsFor('redis')], ...source('catalog') }),
  definition('orders', {
    dependsOn: [waitsFor('catalog'), waitsFor('postgres'), waitsFor('redis')],
    ...source('orders'),
  }),
  definition('worker', {
    kind: 'worker',
    dependsOn: [waitsFor('postgres'), waitsFor('redis')],
    ...source('worker'),
  }),
  definition('postgres', {
    kind: 'database',
    stack: 'postgres',
    hasHealthCheck: true,
    ...published(5432, 5432),
  }),
  definition('redis', { kind: 'cache', stack: 'redis', hasHealthCheck: true, ...published(6379, 6379) }),
  definition('sim-agent', { kind: 'tool', internal: true, stack: 'sim' }),
];

const ports: Readonly<Record<string, ContainerObservation['ports']>> = {
  nginx: [{ hostIp: '127.0.0.1', published: 8080, target: 80, protocol: 'tcp' }],
};

/** What happened to a shop, told in events; every one is taken by the real `reduce`. */
export class ShopStory {
  snapshot: Snapshot = emptySnapshot(noon);
  private at = noon;
  private readonly derive = createViews();
  private readonly rates = new SlidingRates();

  constructor(readonly definitions: readonly ServiceDefinition[] = smallShop) {
    const declared: Environment = environment(definitions, { name: 'shop', project: 'sim-shop' });
    this.tell({ kind: 'environment.declared', environment: declared });
    this.tell({ kind: 'up.requested' }, { kind: 'engine.connected', version: '28.5.2' });
  }

  /** What a terminal gets of it. */
  get views(): Views {
    return this.derive(this.snapshot);
  }

  /** The time of the newest event. */
  get now(): number {
    return this.at;
  }

  /** Time passes. */
  pass(ms: number): this {
    this.at += ms;
    return this;
  }

  tell(...happenings: readonly WithoutTime<Event>[]): this {
    // A union loses its link between `kind` and the rest when spread; what was taken off is put back here.
    for (const happening of happenings) {
      this.snapshot = reduce(this.snapshot, { ...happening, at: this.at } as Event);
    }
    return this;
  }

  images(): this {
    for (const { name, image } of this.definitions) {
      this.tell({
        kind: 'image.found',
        service: name,
        reference: image ?? name,
        source: 'local-recipe',
        digest: undefined,
        durationMs: 900,
      });
    }
    return this;
  }

  created(): this {
    for (const { name } of this.definitions) {
      for (const index of this.indexes(name)) this.observe(name, { index });
    }
    for (const { name } of this.definitions) {
      this.tell({ kind: 'container.created', service: name, durationMs: 400 });
    }
    return this;
  }

  observe(service: string, changes: Partial<ContainerObservation>): this {
    const { index = 1 } = changes;
    const shown = container(service, {
      id: index === 1 ? `${service}-4f2a91c07d33` : `${service}-${index}-91c07d33`,
      name: `sim-shop-${service}-${index}`,
      addresses: { 'sim-shop_default': `172.20.${this.placeOf(service)}.${index + 1}` },
      ports: ports[service] ?? [],
      ...changes,
    });
    return this.tell({ kind: 'container.observed', container: shown });
  }

  runs(service: string, changes: Partial<ContainerObservation> = {}): this {
    const started = this.at - 800;
    const effect = { ...startOf(service, 'up'), index: changes.index ?? 1 };
    return this.tell({ kind: 'effect.started', effect }).observe(service, {
      status: 'running',
      health: 'healthy',
      startedAt: started,
      ...changes,
    });
  }

  build(service: string, files: readonly string[], build: number): this {
    const list = sourceList({ folders: [`/src/sample/${service}`] });
    this.tell({ kind: 'packages.listed', service, by: 'build', list, source: 'source', problem: undefined });
    if (files.length > 0) this.tell({ kind: 'source.changed', files: files.map((file) => `/src/${file}`) });
    return this.tell({ kind: 'build.started', service, build });
  }

  /** A build is there, and these containers of the service have taken it over; all of them where none are named. */
  live(service: string, build: number, indexes = this.indexes(service)): this {
    this.tell({
      kind: 'build.succeeded',
      service,
      build,
      unchanged: false,
      current: build,
      path: 'go',
      reason: 'first build',
      phasesMs: { list: 40, compile: 810, link: 690 },
    });
    for (const index of indexes) this.answers(service, index, build);
    return this;
  }

  /** The runner in one container says that it has taken a build over. */
  private answers(service: string, index: number, build: number): void {
    for (const state of ['starting', 'ready', 'live'] as const) {
      this.tell({
        kind: 'runner.reported',
        service,
        index,
        state,
        build,
        previous: build - 1,
        durationMs: 41,
        detail: undefined,
        handoff: 'http',
      });
    }
  }

  private placeOf(service: string): number {
    return this.definitions.findIndex(({ name }) => name === service);
  }

  /** The numbers of the containers that are declared of a service. */
  private indexes(service: string): readonly number[] {
    const { replicas } = this.definitions.find(({ name }) => name === service) ?? { replicas: 1 };
    return Array.from({ length: replicas }, (_, place) => place + 1);
  }

  fails(service: string, build: number, errors: readonly BuildError[]): this {
    return this.tell({ kind: 'build.failed', service, build, errors, phasesMs: { list: 38, compile: 420 } });
  }

  /** Everything is up and the first builds answer. */
  allReady(): this {
    this.images().created().pass(1200);
    for (const { name, go } of this.definitions) {
      if (go !== undefined) this.build(name, [], 41).pass(300);
    }
    this.pass(900);
    for (const { name, go } of this.definitions) {
      for (const index of this.indexes(name)) this.runs(name, { index });
      if (go !== undefined) this.live(name, 41);
      this.pass(150);
    }
    return this.tell({ kind: 'agent.connected' });
  }

  /** Ten seconds of requests, in windows of a second. */
  traffic(summary: Omit<TrafficSummary, 'windowMs' | 'dropped'>): this {
    for (let second = 0; second < 12; second++) {
      this.pass(1000);
      const rates = this.rates.slide({ ...summary, windowMs: 1000, dropped: 0 }, this.at, this.at);
      if (rates !== undefined) this.tell({ kind: 'traffic.measured', rates });
    }
    return this;
  }
}

/** What a service answered in one window. */
export function answered(service: string, operation: string, count: number, ms: number, errors = 0) {
  return { service, operation, count, errors, durations: [[bucketOf(ms * 1000), count]] as const };
}

/** What went over an edge in one window. */
export function asked(from: string, to: string, protocol: string, count: number, ms: number, errors = 0) {
  return { from, to, protocol, count, errors, durations: [[bucketOf(ms * 1000), count]] as const };
}
