import type { Snapshot } from '../core/snapshot.js';

/** Who is behind an address or a name. */
export interface Address {
  readonly service: string;
  /** Which of its containers; `undefined` where the address is that of any of them, or nobody knows. */
  readonly index: number | undefined;
}

/** Addresses, names and ids of containers, and names of services, each with who is behind it. */
export type Addresses = Readonly<Record<string, Address>>;

/** Who is behind each address, container name, container id and service name of the environment. */
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
  // A name that is both a service's and somebody's container's is asked for as the service's.
  for (const { name } of shown) known.set(name, { service: name, index: undefined });
  return Object.fromEntries(known);
}

/** Whether two say the same of the same addresses. */
export function sameAddresses(left: Addresses, right: Addresses): boolean {
  if (left === right) return true;
  const others = new Map(Object.entries(right));
  const entries = Object.entries(left);
  return entries.length === others.size && entries.every(([key, one]) => sameAddress(one, others.get(key)));
}

/** Whether both are the same container, or any of the same service. */
export function sameAddress(left: Address | undefined, right: Address | undefined): boolean {
  return left?.service === right?.service && left?.index === right?.index;
}
