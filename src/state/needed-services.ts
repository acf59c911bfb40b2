import type { Environment } from '../environment/environment.js';

/** A service and everything that it needs, near and far; what it can do without is left out. */
export function neededServices(environment: Environment | undefined, name: string): ReadonlySet<string> {
  const found = new Set([name]);
  // A set hands out what is added while it is gone through.
  for (const one of found) {
    for (const { service, required } of environment?.services[one]?.dependsOn ?? []) {
      if (required) found.add(service);
    }
  }
  return found;
}
