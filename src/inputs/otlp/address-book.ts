import { isIP } from 'node:net';
import { type Address, type Addresses, sameAddress } from '../../state/topology/addresses.js';

const maxRemembered = 2000;

/** Knows which service, and which of its containers, an address or a name on the environment's networks means. */
export class AddressBook {
  #addresses: ReadonlyMap<string, Address> | undefined;
  #services: ReadonlySet<string> = new Set();
  readonly #remembered = new Map<string, Address | undefined>();

  /**
   * Replaces what is known: addresses, host names, container names and ids, `OTEL_SERVICE_NAME`s, each with its service.
   * A service's own name needs no entry beside one of its addresses. What was found before is found anew only where one of these has changed.
   */
  set(addresses: Addresses): void {
    const before = this.#addresses ?? new Map<string, Address>();
    const after = new Map(Object.entries(addresses).map(([key, address]) => [key.toLowerCase(), address]));
    const services = new Set([...after.values()].map(({ service }) => service));
    const isSameServices =
      services.size === this.#services.size && [...services].every((name) => this.#services.has(name));
    const keys = new Set([...before.keys(), ...after.keys()]);
    const changed = [...keys].filter((key) => !sameAddress(before.get(key), after.get(key)));
    this.#addresses = after;
    if (isSameServices) this.#forget(new Set(changed));
    else {
      this.#services = services;
      this.#remembered.clear();
    }
  }

  /** Whether nothing is known yet: then every plain name may be a service. */
  get isEmpty(): boolean {
    return this.#addresses === undefined;
  }

  /** The known services. */
  get services(): ReadonlySet<string> {
    return this.#services;
  }

  /** The service behind a host name or IP address, with or without a port; `undefined` where none is known. */
  serviceAt(address: string): string | undefined {
    return this.whoIsAt(address)?.service;
  }

  /** The service, and where that is known its container, behind such an address. */
  whoIsAt(address: string): Address | undefined {
    if (address === '') return undefined;
    if (this.#remembered.has(address)) return this.#remembered.get(address);
    const found = this.#find(hostOf(address));
    if (this.#remembered.size >= maxRemembered) this.#remembered.clear();
    this.#remembered.set(address, found);
    return found;
  }

  /**
   * The service whose spans these are, by what their resource calls itself and by its host name. SDKs without a name
   * say `unknown_service:<process>`.
   */
  ownerOf(name: string, host: string): string {
    const owner = this.#exact(name) ?? this.#exact(name.toLowerCase()) ?? this.#exact(host.toLowerCase());
    if (owner !== undefined) return owner.service;
    const named = name !== '' && !name.startsWith('unknown_service');
    return (named ? name : host || name) || '(unnamed)';
  }

  #forget(changed: ReadonlySet<string>): void {
    if (changed.size === 0) return;
    for (const address of this.#remembered.keys()) {
      const host = hostOf(address);
      if (changed.has(host) || changed.has(labelOf(host))) this.#remembered.delete(address);
    }
  }

  #find(host: string): Address | undefined {
    const known = this.#exact(host);
    if (known !== undefined || isIP(host) !== 0) return known;
    // Compose's DNS also answers to `catalog.<network>`, `<project>-catalog-1` and, with both, `<project>-catalog-1.<network>`.
    const label = labelOf(host);
    return this.#exact(label) ?? this.#containerName(label);
  }

  #exact(name: string): Address | undefined {
    return this.#services.has(name) ? { service: name, index: undefined } : this.#addresses?.get(name);
  }

  #containerName(label: string): Address | undefined {
    const [, base, index] = /^(.+)[-_](\d+)$/.exec(label) ?? [];
    if (base === undefined) return undefined;
    const [service] = [...this.#services]
      .filter((name) => base.endsWith(`-${name}`) || base.endsWith(`_${name}`))
      .sort((left, right) => right.length - left.length);
    return service === undefined ? undefined : { service, index: Number(index) };
  }
}

function labelOf(host: string): string {
  return host.split('.')[0] ?? '';
}

/** The host of `host`, `host:port`, `[v6]:port` or `scheme:///host:port`, in lower case; IPv4 in IPv6 becomes plain IPv4. */
export function hostOf(address: string): string {
  let host = address
    .trim()
    .toLowerCase()
    .replace(/^[a-z][a-z0-9+.-]*:\/+/, '');
  const bracketed = /^\[([^\]]*)\]/.exec(host);
  if (bracketed?.[1] !== undefined) host = bracketed[1];
  else if (isIP(host) === 0) host = host.replace(/:\d+$/, '');
  return host.replace(/^::ffff:(?=\d+\.)/, '').replace(/\.$/, '');
}

/** Whether an address means the machine or container that says it. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '0.0.0.0' || host.startsWith('127.');
}
