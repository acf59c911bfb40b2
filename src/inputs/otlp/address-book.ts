import { isIP } from 'node:net';

const maxRemembered = 2000;

/** Knows which service an address or a name on the environment's networks means. */
export class AddressBook {
  #addresses: ReadonlyMap<string, string> | undefined;
  #services: ReadonlySet<string> = new Set();
  readonly #remembered = new Map<string, string | undefined>();

  /**
   * Replaces what is known: addresses, host names, container names and ids, `OTEL_SERVICE_NAME`s, each with its service.
   * A service's own name needs no entry beside one of its addresses.
   */
  set(addresses: Readonly<Record<string, string>>): void {
    this.#addresses = new Map(
      Object.entries(addresses).map(([key, service]) => [key.toLowerCase(), service]),
    );
    this.#services = new Set(this.#addresses.values());
    this.#remembered.clear();
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
    if (address === '') return undefined;
    if (this.#remembered.has(address)) return this.#remembered.get(address);
    const service = this.#find(hostOf(address));
    if (this.#remembered.size >= maxRemembered) this.#remembered.clear();
    this.#remembered.set(address, service);
    return service;
  }

  /**
   * The service whose spans these are, by what their resource calls itself and by its host name. SDKs without a name
   * say `unknown_service:<process>`.
   */
  ownerOf(name: string, host: string): string {
    const owner = this.#exact(name) ?? this.#exact(name.toLowerCase()) ?? this.#exact(host.toLowerCase());
    if (owner !== undefined) return owner;
    const named = name !== '' && !name.startsWith('unknown_service');
    return (named ? name : host || name) || '(unnamed)';
  }

  #find(host: string): string | undefined {
    const known = this.#exact(host);
    if (known !== undefined || isIP(host) !== 0) return known;
    // Compose's DNS also answers to `catalog.<network>`, `<project>-catalog-1` and, with both, `<project>-catalog-1.<network>`.
    const label = host.split('.')[0] ?? '';
    return this.#exact(label) ?? this.#containerName(label);
  }

  #exact(name: string): string | undefined {
    if (this.#services.has(name)) return name;
    return this.#addresses?.get(name);
  }

  #containerName(label: string): string | undefined {
    const base = /^(.+)[-_]\d+$/.exec(label)?.[1];
    if (base === undefined) return undefined;
    const matches = [...this.#services].filter(
      (name) => base.endsWith(`-${name}`) || base.endsWith(`_${name}`),
    );
    return matches.sort((left, right) => right.length - left.length)[0];
  }
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
