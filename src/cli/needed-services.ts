import type { ServiceView, StatusView } from '../contract/views.js';
import { allServices } from './services.js';

/** Services and everything that they need, near and far; what they can do without, and what is scaled to nothing, is left out. */
export function neededServices(status: StatusView, names: readonly string[]): readonly ServiceView[] {
  const all = new Map(allServices(status).map((service) => [service.name, service]));
  const found = new Set(names);
  // A set hands out what is added while it is gone through.
  for (const name of found) {
    for (const { service, required } of all.get(name)?.dependsOn ?? []) {
      if (required && all.get(service)?.replicas.wanted !== 0) found.add(service);
    }
  }
  return [...found].flatMap((name) => all.get(name) ?? []);
}
