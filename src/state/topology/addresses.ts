import type { Snapshot } from '../core/snapshot.js';

/** The service, and where known the instance, behind an address or a name. */
export interface Address {
  readonly service: string;
  /** The number of the instance; `undefined` where the address leads to any of them, or it is not known. */
  readonly index: number | undefined;
}

/** IP addresses, names and ids of containers, and names of services -> who is behind them. */
export type Addresses = Readonly<Record<string, Address>>;

/** All addresses of the environment. */
export function addressesOf({ services, environment }: Snapshot): Addresses {
  const known = new Map<string, Address>();
  const shown = Object.values(services).filter(({ name }) => environment?.services[name]?.internal !== true);
  for (const { name: service, instances } of shown) {
    for (const { container } of instances) {
      const address = { service, index: container.index };
      known.set(container.name, address);
      known.set(container.id.slice(0, 12), address);
      for (const each of Object.values(container.addresses)) known.set(each, address);
    }
  }
  // Where a service and a container have the same name, the name means the service.
  for (const { name } of shown) known.set(name, { service: name, index: undefined });
  return Object.fromEntries(known);
}

/** Whether both hold the same addresses with the same meaning. */
export function sameAddresses(left: Addresses, right: Addresses): boolean {
  if (left === right) return true;
  const others = new Map(Object.entries(right));
  const entries = Object.entries(left);
  return entries.length === others.size && entries.every(([key, one]) => sameAddress(one, others.get(key)));
}

/** Whether both mean the same instance, or both any instance of the same service. */
export function sameAddress(left: Address | undefined, right: Address | undefined): boolean {
  return left?.service === right?.service && left?.index === right?.index;
}
