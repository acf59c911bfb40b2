import type { Snapshot } from '../core/snapshot.js';
import type { ServiceState } from './services.js';

/**
 * These services with all that they need, near and far, that can be made. Compose hashes what a service depends on, of the services that
 * it is told of: told of one alone, it would find another declaration than the one by which it has made it among all others, and would
 * make it anew the next time (docker/compose, `WithSelectedServices` with `--no-deps`). Those `without` are left out.
 */
export function withDependencies(
  snapshot: Snapshot,
  services: readonly string[],
  without: ReadonlySet<string>,
): readonly string[] {
  const all = new Set(services);
  const visit = (name: string) => {
    for (const { service } of snapshot.environment?.services[name]?.dependsOn ?? []) {
      if (all.has(service) || without.has(service) || !canBeMade(snapshot, service)) continue;
      all.add(service);
      visit(service);
    }
  };
  for (const name of services) visit(name);
  return [...all];
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
 * Its container is there, and something that it needs is paused: Compose can't be told of that, and without it would make the container
 * anew though nothing has changed. So it stays as it is until what is paused runs on.
 */
export function isHeldByPause(snapshot: Snapshot, name: string): boolean {
  const { environment, services } = snapshot;
  if ((services[name]?.instances.length ?? 0) === 0) return false;
  const all = new Set([name]);
  // A set is walked to what was added on the way.
  for (const one of all) {
    for (const { service } of environment?.services[one]?.dependsOn ?? []) all.add(service);
  }
  return [...all].some((one) => one !== name && isPaused(services[one]));
}

function isPaused(service: ServiceState | undefined): boolean {
  return service?.instances.some(({ container }) => container.status === 'paused') === true;
}
