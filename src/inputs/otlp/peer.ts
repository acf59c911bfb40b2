import { isIP } from 'node:net';
import { type AddressBook, hostOf, isLoopback } from './address-book.js';
import { cleanName } from './clean-text.js';
import type { Semantics } from './semantics.js';

/** The other end of a client's or producer's call. */
export interface Peer {
  readonly name: string;
  /** `service`: a service of the environment. `name`: an unknown name, perhaps an alias. `guess`: only the kind of system is known. */
  readonly certainty: 'service' | 'name' | 'guess';
}

/** Whom a client or producer span asked, as far as its own attributes tell; `undefined` where they don't. */
export function peerOf(said: Semantics, book: AddressBook): Peer | undefined {
  const named = said.serverAddress || hostOfUrl(said.url);
  const service =
    book.serviceAt(named) ?? book.serviceAt(said.peerAddress) ?? book.serviceAt(said.peerService);
  if (service !== undefined) return { name: service, certainty: 'service' };
  const host = hostOf(named);
  if (isPlainName(host)) return nameOf(host, book);
  if (said.peerService !== '') return { name: cleanName(said.peerService), certainty: 'name' };
  const system = said.messagingSystem || said.dbSystem;
  if (system !== '') return systemPeer(system, said, book);
  if (host !== '' && !isLoopback(host)) return { name: cleanName(host), certainty: 'name' };
  return undefined;
}

/** The service that a server span's connection came from, and failing that the one that asked first. */
export function callerOf(said: Semantics, book: AddressBook): string | undefined {
  return realPeerOf(said, book) ?? book.serviceAt(said.clientAddress);
}

/** The service at the other end of a server span's connection; a loopback address is a proxy in its own container and tells nothing. */
export function realPeerOf(said: Semantics, book: AddressBook): string | undefined {
  return isLoopback(said.peerAddress) ? undefined : book.serviceAt(said.peerAddress);
}

function isPlainName(host: string): boolean {
  return host !== '' && isIP(host) === 0 && !isLoopback(host);
}

// Before the controller said which services there are, a name without dots is most likely one.
function nameOf(host: string, book: AddressBook): Peer {
  return { name: cleanName(host), certainty: book.isEmpty && !host.includes('.') ? 'service' : 'name' };
}

const aliases: Readonly<Record<string, readonly string[]>> = {
  postgresql: ['postgres', 'postgresql'],
  redis: ['redis', 'valkey'],
  mysql: ['mysql', 'mariadb'],
  mongodb: ['mongo', 'mongodb'],
  'microsoft.sql_server': ['mssql', 'sqlserver'],
};

// Many database spans carry no address. Where exactly one service has the system's name in its own, that is the one.
function systemPeer(system: string, said: Semantics, book: AddressBook): Peer {
  const words = aliases[system] ?? [system];
  const candidates = [...book.services].filter((service) => words.some((word) => service.includes(word)));
  const only =
    candidates.length === 1 ? candidates[0] : candidates.find((service) => words.includes(service));
  if (only !== undefined) return { name: only, certainty: 'guess' };
  const part = said.messagingSystem === '' ? said.dbNamespace : said.destination;
  return { name: cleanName(part === '' ? system : `${system}/${part}`), certainty: 'guess' };
}

function hostOfUrl(url: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\/(?:[^/@]*@)?([^/?#]+)/i.exec(url)?.[1] ?? '';
}
