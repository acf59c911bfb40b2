import type { ServiceDefinition } from '../../environment/environment.js';
import { inFlightFor, inFlightForInstance } from '../core/in-flight.js';
import type { Snapshot } from '../core/snapshot.js';
import { isRunning } from '../instances/container.js';
import { keepsEnding } from '../instances/ends.js';
import type { InstanceState } from '../instances/instance.js';
import { detachedBecause } from '../instances/network-standing.js';
import { instanceHasFailed, instanceIsReady } from '../instances/readiness.js';
import { blockersOf, uncheckedBlockers } from './dependencies.js';
import { readyCount } from './readiness.js';
import type { CodeView, ServiceWord } from './service-view.js';
import { type ServiceState, wantedInstances } from './services.js';
import { pauseThatHolds } from './with-dependencies.js';

/** Of the words of several containers the first of these says most of their service, where none is ready. */
const telling: readonly ServiceWord[] = [
  ...(['failed', 'unhealthy', 'restarting', 'detached', 'paused', 'unavailable'] as const),
  ...(['stopping', 'building', 'starting', 'waiting', 'fetching', 'declared', 'stopped'] as const),
];

/** What a service is doing, by one rule from what its containers do. */
export function serviceWord(
  snapshot: Snapshot,
  definition: ServiceDefinition,
  service: ServiceState,
  code: CodeView | undefined,
): ServiceWord {
  if (snapshot.engine.state === 'lost') return 'unknown';
  if (service.wanted === 'stopped' || snapshot.goal === 'down' || service.scale === 0) {
    if (!service.instances.some(({ container }) => isRunning(container))) return 'stopped';
    // Compose is what takes away the containers of a service that is scaled to nothing, and could not.
    const isRefused =
      service.wanted === 'running' && snapshot.goal === 'up' && service.createError !== undefined;
    return isRefused ? 'failed' : 'stopping';
  }
  if (service.createError !== undefined) return 'failed';
  const wanted = wantedInstances(service);
  const ready = readyCount(snapshot, service);
  const words = wanted.map((one) => instanceWord(snapshot, definition, one, code));
  if (ready > 0 && ready >= service.scale) return words.includes('ready') ? 'ready' : 'done';
  if (ready > 0) return 'degraded';
  const missing = wanted.length < service.scale ? [wordBeforeStart(snapshot, definition, false)] : [];
  const all = [...words, ...missing];
  return telling.find((word) => all.includes(word)) ?? 'declared';
}

/** Whether others can rely on what is called so. */
export function isReadyWord(word: ServiceWord): boolean {
  return word === 'ready' || word === 'done';
}

/** What one container is doing, where its service is wanted and the engine answers. */
export function instanceWord(
  snapshot: Snapshot,
  definition: ServiceDefinition,
  instance: InstanceState,
  code: CodeView | undefined,
): ServiceWord {
  const { container } = instance;
  if (snapshot.engine.state === 'lost') return 'unknown';
  if (instance.wanted === 'stopped' || snapshot.goal === 'down') {
    return isRunning(container) ? 'stopping' : 'stopped';
  }
  if (container.status === 'restarting') return 'restarting';
  if (container.status === 'paused') return 'paused';
  if (container.status === 'running') {
    if (detachedBecause(snapshot, instance) !== undefined) return 'detached';
    if (keepsEnding(instance, snapshot.at)) return 'restarting';
    if (container.health === 'unhealthy') {
      const first = code?.live === undefined && code !== undefined ? firstBuildWord(code) : 'starting';
      return first === 'starting' ? 'unhealthy' : first;
    }
    if (container.health === 'starting')
      return code?.live === undefined && code !== undefined ? firstBuildWord(code) : 'starting';
    return 'ready';
  }
  // It has ended for this, with whatever code a stop gives it, and is started again.
  if (inFlightForInstance(snapshot, 'restart-container', instance) !== undefined) return 'restarting';
  if (instanceHasFailed(instance)) return 'failed';
  if (instanceIsReady(snapshot, instance)) return 'done';
  return wordBeforeStart(snapshot, definition, true);
}

/** What keeps a container from being started, or made where it is not there yet. */
function wordBeforeStart(snapshot: Snapshot, definition: ServiceDefinition, isMade: boolean): ServiceWord {
  const image = snapshot.images[definition.name]?.state;
  if (image === 'unavailable') return 'unavailable';
  if (image === 'fetching' || inFlightFor(snapshot, 'find-image', definition.name) !== undefined)
    return 'fetching';
  if (uncheckedBlockers(snapshot, definition).length > 0) return 'failed';
  if (blockersOf(snapshot, definition).length > 0 && image === 'ready') return 'waiting';
  if (snapshot.services[definition.name]?.created === false && pauseThatHolds(snapshot, definition.name)) {
    return 'waiting';
  }
  return !isMade && image !== 'ready' ? 'declared' : 'starting';
}

/** Before any build of it ever answered, a `go` service is what its newest build is. */
function firstBuildWord(code: CodeView): ServiceWord {
  if (code.building !== undefined) return 'building';
  if (code.errors.length === 0) return 'starting';
  // The compiler refused it; one that did not come up is started again and again.
  return code.failed === 'build' ? 'failed' : 'restarting';
}
