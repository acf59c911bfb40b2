import type { Dependency, ServiceDefinition } from '../../environment/environment.js';
import type { Snapshot } from '../core/snapshot.js';
import { type InstanceState, wasStarted } from '../instances/instance.js';
import { containerIsDone, containerIsReady, instanceHasFailed } from '../instances/readiness.js';
import { wantedInstances } from './services.js';

/** Whether a dependency lets its dependent start. As with Compose, all its containers must meet the condition. */
export function dependencyIsMet(snapshot: Snapshot, dependency: Dependency): boolean {
  const definition = snapshot.environment?.services[dependency.service];
  if (definition === undefined) return !dependency.required;
  const service = snapshot.services[dependency.service];
  // As with Compose, which waits for containers, and there are none to wait for.
  if (service?.scale === 0) return true;
  if (!dependency.required && optionalFailure(snapshot, dependency) !== undefined) return true;
  if (service === undefined || service.wanted === 'stopped') return false;
  const wanted = wantedInstances(service);
  return wanted.length >= service.scale && wanted.every((one) => isMetBy(one, dependency));
}

/** Whether one container of a service is as those who depend on that service want each of them. */
export function isMetBy(instance: InstanceState, { condition }: Dependency): boolean {
  const { container, wanted } = instance;
  if (wanted === 'stopped') return false;
  switch (condition) {
    // A container that has ended since was started all the same.
    case 'service_started':
      return container.startedAt !== undefined && wasStarted(instance);
    case 'service_healthy':
      return containerIsReady(container) && container.health === 'healthy';
    case 'service_completed_successfully':
      return containerIsDone(container) && wasStarted(instance);
    default:
      return condition satisfies never;
  }
}

/**
 * Why an optional dependency (`required: false`) is no longer waited for, for people: `it ended with 2`. `undefined` where it is required,
 * meets its condition, or may still come to meet it.
 */
export function optionalFailure(snapshot: Snapshot, dependency: Dependency): string | undefined {
  if (dependency.required) return undefined;
  const service = snapshot.services[dependency.service];
  if (snapshot.images[dependency.service]?.state === 'unavailable') return 'its image is unavailable';
  if (service === undefined) return undefined;
  if (service.wanted === 'stopped') return 'it was stopped by hand';
  if (service.createError !== undefined) return `it could not be created: ${service.createError}`;
  for (const one of wantedInstances(service)) {
    if (one.startError !== undefined) return `it could not be started: ${one.startError}`;
    const why = dependency.condition === 'service_started' ? undefined : cameToNothing(one, dependency);
    if (why !== undefined) return why;
  }
  return undefined;
}

function cameToNothing(instance: InstanceState, { condition }: Dependency): string | undefined {
  const { container } = instance;
  const ended = container.status === 'exited' && wasStarted(instance);
  if (condition === 'service_completed_successfully') {
    return ended && container.exitCode !== 0 ? `it ended with ${container.exitCode ?? '?'}` : undefined;
  }
  if (ended) return `it ended with ${container.exitCode ?? '?'}`;
  if (instanceHasFailed(instance)) return 'it failed';
  if (container.status !== 'running') return undefined;
  if (container.health === 'none') return 'it has no health check';
  return container.health === 'unhealthy' ? 'it is unhealthy' : undefined;
}

/** The dependencies that keep a service from starting, in the order declared. */
export function blockersOf(snapshot: Snapshot, definition: ServiceDefinition): readonly Dependency[] {
  return definition.dependsOn.filter((dependency) => !dependencyIsMet(snapshot, dependency));
}

/** Blockers that can never meet their condition: they have to be healthy, and run without a health check. */
export function uncheckedBlockers(snapshot: Snapshot, definition: ServiceDefinition): readonly Dependency[] {
  return blockersOf(snapshot, definition).filter(({ service, condition }) =>
    snapshot.services[service]?.instances.some(
      ({ container }) =>
        condition === 'service_healthy' && container.status === 'running' && container.health === 'none',
    ),
  );
}
