import type { Snapshot } from '../core/snapshot.js';

/** A service and all that it requires, directly or not, by name. Optional dependencies and services scaled to 0 are left out. */
export function neededServices(
  { environment, services }: Pick<Snapshot, 'environment' | 'services'>,
  name: string,
): ReadonlySet<string> {
  const found = new Set([name]);
  // The loop also visits what is added to the set meanwhile.
  for (const one of found) {
    for (const { service, required } of environment?.services[one]?.dependsOn ?? []) {
      if (required && services[service]?.scale !== 0) found.add(service);
    }
  }
  return found;
}
