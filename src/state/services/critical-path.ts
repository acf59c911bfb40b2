import type { Snapshot } from '../core/snapshot.js';
import type { InstanceState } from '../instances/instance.js';
import { type ServiceState, wantedInstances } from './services.js';

/** One part of the start, and how long it took. */
export interface PathStep {
  readonly service: string | undefined;
  readonly what: 'images and containers' | 'start' | 'to ready';
  readonly durationMs: number;
}

/**
 * What the time of the start was spent on. The path ends with the service that was ready last, and goes back from each service to the
 * dependency that was ready last. The steps add up to the whole time; the list is empty until everything is ready.
 */
export function criticalPath(snapshot: Snapshot): readonly PathStep[] {
  const { upRequestedAt, readyAt, services, environment } = snapshot;
  if (upRequestedAt === undefined || readyAt === undefined) return [];
  const readyTimes = Object.values(services).flatMap((service) => {
    const definition = environment?.services[service.name];
    if (definition?.internal !== false || definition.background) return [];
    // A service that was started again later is no part of this start.
    const last = lastReady(service);
    if (last?.readyAt === undefined || last.readyAt > readyAt) return [];
    return [{ name: service.name, at: last.readyAt }];
  });
  const steps: PathStep[] = [];
  const seen = new Set<string>();
  let next = latest(readyTimes);
  while (next !== undefined && !seen.has(next.name) && next.at > upRequestedAt) {
    seen.add(next.name);
    const { name, at } = next;
    const dependencies = new Set(environment?.services[name]?.dependsOn.map(({ service }) => service));
    const blocker = latest(readyTimes.filter((time) => dependencies.has(time.name) && time.at <= at));
    const startedAt = Math.min(at, lastReady(services[name])?.container.startedAt ?? at);
    const from = blocker !== undefined && blocker.at > upRequestedAt ? blocker.at : undefined;
    steps.unshift(
      ...(from === undefined
        ? firstSteps(name, { upRequestedAt, askedAt: lastReady(services[name])?.startAskedAt, startedAt })
        : [step(name, 'start', from, startedAt)]),
      step(name, 'to ready', Math.max(startedAt, from ?? upRequestedAt), at),
    );
    next = from === undefined ? undefined : blocker;
  }
  return steps.filter(({ durationMs }) => durationMs > 0);
}

/**
 * The two steps of a service that waited for no other: until its start was asked for, and until it had started. `askedAt` is `undefined` for a
 * container that ran before this `up`.
 */
function firstSteps(
  service: string,
  times: {
    readonly upRequestedAt: number;
    readonly askedAt: number | undefined;
    readonly startedAt: number;
  },
): readonly PathStep[] {
  const { upRequestedAt, startedAt } = times;
  const askedAt = Math.max(upRequestedAt, Math.min(startedAt, times.askedAt ?? startedAt));
  return [
    step(undefined, 'images and containers', upRequestedAt, askedAt),
    step(service, 'start', askedAt, startedAt),
  ];
}

function step(service: string | undefined, what: PathStep['what'], from: number, to: number): PathStep {
  return { service, what, durationMs: Math.max(0, to - from) };
}

function latest<T extends { readonly at: number }>(times: readonly T[]): T | undefined {
  return times.reduce<T | undefined>(
    (last, time) => (last === undefined || time.at > last.at ? time : last),
    undefined,
  );
}

/** The container of a service that was ready last; `undefined` until all that are wanted are ready. */
function lastReady(service: ServiceState | undefined): InstanceState | undefined {
  const instances = service === undefined ? [] : wantedInstances(service);
  if (instances.some(({ readyAt }) => readyAt === undefined)) return undefined;
  return latest(instances.map((one) => ({ ...one, at: one.readyAt ?? 0 })));
}
