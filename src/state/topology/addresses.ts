import type { Snapshot } from '../core/snapshot.js';

/** Which service each address, container name and service name of the environment means. */
export function addressesOf({ services, environment }: Snapshot): Readonly<Record<string, string>> {
  const names: Record<string, string> = {};
  for (const { name, instances } of Object.values(services)) {
    if (environment?.services[name]?.internal === true) continue;
    names[name] = name;
    for (const { container } of instances) {
      names[container.name] = name;
      names[container.id.slice(0, 12)] = name;
      for (const address of Object.values(container.addresses)) names[address] = name;
    }
  }
  return names;
}
