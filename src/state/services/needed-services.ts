import type { Environment } from '../../environment/environment.js';

/** A service and everything that it needs, near and far; what it can do without, and what is scaled to nothing, is left out. */
export function neededServices(environment: Environment | undefined, name: string): ReadonlySet<string> {
  const services = environment?.services ?? {};
  const found = new Set([name]);
  // A set hands out what is added while it is gone through.
  for (const one of found) {
    for (const { service, required } of services[one]?.dependsOn ?? []) {
      if (required && services[service]?.replicas !== 0) found.add(service);
    }
  }
  return found;
}
