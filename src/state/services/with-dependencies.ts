import type { Snapshot } from '../core/snapshot.js';
import { instanceName } from '../instances/instance.js';
import type { ServiceState } from './services.js';

/**
 * These services with all that they need, near and far, that can be made. Compose hashes what a service depends on, of the services that
 * it is told of: told of one alone, it would find another declaration than the one by which it has made it among all others, and would
 * make it anew the next time (docker/compose, `WithSelectedServices` with `--no-deps`). So it is told of what is scaled to nothing, too,
 * of which it makes nothing and wants no image: else whoever depends on that would be made anew as soon as there is one. Those `without`
 * are left out.
 */
export function withDependencies(
  snapshot: Snapshot,
  services: readonly string[],
  without: ReadonlySet<string>,
): readonly string[] {
  const all = new Set(services);
  const visit = (name: string) => {
    for (const { service } of snapshot.environment?.services[name]?.dependsOn ?? []) {
      if (all.has(service) || without.has(service)) continue;
      if (isNothing(snapshot.services[service])) all.add(service);
      if (!canBeMade(snapshot, service)) continue;
      all.add(service);
      visit(service);
    }
  };
  for (const name of services) visit(name);
  return [...all];
}

/** Of it there is no container, and none is to be made. */
function isNothing(service: ServiceState | undefined): boolean {
  return service?.scale === 0 && service.instances.length === 0;
}

/** Compose would give up over what the engine has refused, over a missing image, and over a paused container. */
function canBeMade({ environment, images, services }: Snapshot, name: string): boolean {
  const service = services[name];
  return (
    environment?.services[name] !== undefined &&
    service !== undefined &&
    service.scale > 0 &&
    images[name]?.reference !== undefined &&
    service.createError === undefined &&
    !isPaused(service)
  );
}

/**
 * What keeps Compose from looking at a service that has containers: one of them that is paused, or something paused that the service
 * needs. Compose can't be told of what is paused, and without it would make the others anew though nothing has changed. So all stay as
 * they are until it runs on. `undefined`: nothing does.
 */
export function pauseThatHolds(snapshot: Snapshot, name: string): string | undefined {
  const { environment, services } = snapshot;
  const own = services[name]?.instances ?? [];
  if (own.length === 0) return undefined;
  const paused = own.find(({ container }) => container.status === 'paused');
  if (paused !== undefined) return own.length === 1 ? name : instanceName(name, paused.index);
  const all = new Set([name]);
  // A set is walked to what was added on the way.
  for (const one of all) {
    for (const { service } of environment?.services[one]?.dependsOn ?? []) all.add(service);
  }
  return [...all].find((one) => one !== name && isPaused(services[one]));
}

function isPaused(service: ServiceState | undefined): boolean {
  return service?.instances.some(({ container }) => container.status === 'paused') === true;
}
