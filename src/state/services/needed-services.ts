import type { Snapshot } from '../core/snapshot.js';

/** A service and everything that it needs, near and far; what it can do without, and what is scaled to nothing, is left out. */
export function neededServices(
  { environment, services }: Pick<Snapshot, 'environment' | 'services'>,
  name: string,
): ReadonlySet<string> {
  const found = new Set([name]);
  // A set hands out what is added while it is gone through.
  for (const one of found) {
    for (const { service, required } of environment?.services[one]?.dependsOn ?? []) {
      if (required && services[service]?.scale !== 0) found.add(service);
    }
  }
  return found;
}
