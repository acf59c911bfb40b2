import type { Snapshot } from '../core/snapshot.js';
import { instanceName } from '../instances/instance-name.js';
import type { ServiceState } from './services.js';

/**
 * These services with all that they depend on, directly or not, and that can be made; those in `without` are left out. Compose includes a
 * service's dependencies in the hash of its declaration as far as it is told of them. Told of one service alone it would compute another
 * hash, and make the container anew the next time (docker/compose, `WithSelectedServices` with `--no-deps`). So it is told of services that
 * are scaled to 0, too: it makes nothing of them and wants no image, and their dependents keep their hash when they are scaled up.
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

/** Whether Compose can be told of a service: it fails over what the engine has refused, a missing image and a paused container. */
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
 * The name of the paused service or instance that keeps Compose from looking at a service which has containers: one of its own, or one of
 * what it depends on. Compose fails over a paused container, and without it would make the others anew though nothing has changed. So all
 * stay as they are until the container runs on. `undefined`: nothing is paused.
 */
export function pauseThatHolds(snapshot: Snapshot, name: string): string | undefined {
  const { environment, services } = snapshot;
  const own = services[name]?.instances ?? [];
  if (own.length === 0) return undefined;
  const paused = own.find(({ container }) => container.status === 'paused');
  if (paused !== undefined) return own.length === 1 ? name : instanceName(name, paused.index);
  const all = new Set([name]);
  // The loop also visits what is added to the set meanwhile.
  for (const one of all) {
    for (const { service } of environment?.services[one]?.dependsOn ?? []) all.add(service);
  }
  return [...all].find((one) => one !== name && isPaused(services[one]));
}

function isPaused(service: ServiceState | undefined): boolean {
  return service?.instances.some(({ container }) => container.status === 'paused') === true;
}
