import type { ServiceView, StatusView } from '../contract/views.js';
import { allServices } from './services.js';

/** The named services and all that they require, directly or not. Optional dependencies and services scaled to 0 are left out. */
export function neededServices(status: StatusView, names: readonly string[]): readonly ServiceView[] {
  const all = new Map(allServices(status).map((service) => [service.name, service]));
  const found = new Set(names);
  // The loop also visits what is added to the set meanwhile.
  for (const name of found) {
    for (const { service, required } of all.get(name)?.dependsOn ?? []) {
      if (required && all.get(service)?.replicas.wanted !== 0) found.add(service);
    }
  }
  return [...found].flatMap((name) => all.get(name) ?? []);
}
