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

/** The words in the order in which they tell most: where no container is ready, the service has the first of these that one of them has. */
const telling: readonly ServiceWord[] = [
  ...(['failed', 'unhealthy', 'restarting', 'detached', 'paused', 'unavailable'] as const),
  ...(['stopping', 'building', 'starting', 'waiting', 'fetching', 'declared', 'stopped'] as const),
];

/** The word for what a service is doing, derived from its containers by one rule (see `src/README.md`). */
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

/** Whether a service or container with this word is ready. */
export function isReadyWord(word: ServiceWord): boolean {
  return word === 'ready' || word === 'done';
}

/** The word for what one container is doing. */
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
  // It was ended in order to be started again, so its exit code says nothing.
  if (inFlightForInstance(snapshot, 'restart-container', instance) !== undefined) return 'restarting';
  if (instanceHasFailed(instance)) return 'failed';
  if (instanceIsReady(snapshot, instance)) return 'done';
  return wordBeforeStart(snapshot, definition, true);
}

/** The word for a container that is not started yet or, where `isMade` is false, not made yet: it tells what keeps it. */
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

/** The word for a `go` service of which no build has answered yet: it follows from the newest build. */
function firstBuildWord(code: CodeView): ServiceWord {
  if (code.building !== undefined) return 'building';
  if (code.errors.length === 0) return 'starting';
  // The compiler refused the build, or its runner starts it again and again.
  return code.failed === 'build' ? 'failed' : 'restarting';
}
