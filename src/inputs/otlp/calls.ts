import { isIP } from 'node:net';
import type { AddressBook } from './address-book.js';
import { DelayLine } from './delay-line.js';
import { callerOf, type Peer, peerOf, realPeerOf } from './peer.js';
import { isConnecting } from './protocol.js';
import { RecentSpans, type Tracked } from './recent-spans.js';
import type { SpanFacts } from './span-facts.js';

/** Hears of each call once: who called whom, and the span that tells its protocol, outcome and duration. */
export type CountCall = (from: string, to: string, span: SpanFacts) => void;

// A span around this one, in the same service, may still come with the next export.
const shortWaitMs = 1_000;
// The other end is another process, and SDKs export every five seconds unless told otherwise.
const longWaitMs = 6_000;
const maxLearned = 500;

/**
 * Finds the calls between services in a stream of spans that arrive late, out of order and from both ends: every call is
 * counted once, on the client's word where there is one. A proxy without spans of its own shows as the name that the
 * client asked while another service answered, and as the real other end of the server's connection.
 */
export class Calls {
  readonly #book: AddressBook;
  readonly #count: CountCall;
  readonly #recent = new RecentSpans();
  readonly #soon = new DelayLine<Tracked>(shortWaitMs);
  readonly #late = new DelayLine<Tracked>(longWaitMs);
  readonly #aliases = new Map<string, string>();
  readonly #clientPairs = new Set<string>();

  constructor(book: AddressBook, count: CountCall) {
    this.#book = book;
    this.#count = count;
  }

  /** Takes a span in; what can be decided at once is counted at once. */
  observe(span: SpanFacts, now: number): void {
    if (span.kind === 'internal') return;
    const tracked = this.#recent.add(span, this.#peerOf(span), now);
    if (tracked === undefined) return;
    if (span.kind === 'server') this.#observeServer(tracked, now);
    else this.#observeCaller(tracked, now);
  }

  /** Decides what waited long enough, and forgets what is too old to matter. */
  settle(now: number): void {
    for (const line of [this.#soon, this.#late]) {
      for (let due = line.take(now); due !== undefined; due = line.take(now)) this.#decideAlone(due);
    }
    this.#recent.forget(now);
  }

  #peerOf(span: SpanFacts): Peer | undefined {
    if (span.kind === 'server') return undefined;
    const peer = peerOf(span.semantics, this.#book);
    const service = peer?.certainty === 'name' ? this.#aliases.get(peer.name) : undefined;
    return service === undefined ? peer : { name: service, certainty: 'service' };
  }

  #observeServer(server: Tracked, now: number): void {
    const parent = this.#recent.parentOf(server.span);
    if (parent !== undefined && isCaller(parent)) this.#pair(parent, server);
    else if (server.span.parentSpanId === '') this.#decideAlone(server);
    else this.#late.push(server, now);
  }

  #observeCaller(caller: Tracked, now: number): void {
    for (const child of this.#recent.childrenOf(caller.span)) {
      if (child.span.kind === 'server' && isCaller(caller)) this.#pair(caller, child);
    }
    if (caller.fate === 'waiting') {
      (caller.peer === undefined || caller.peer.certainty === 'name' ? this.#late : this.#soon).push(
        caller,
        now,
      );
    }
  }

  #pair(client: Tracked, server: Tracked): void {
    const from = client.span.service;
    const answering = server.span.service;
    const real = realPeerOf(server.span.semantics, this.#book);
    const between = real === from || real === answering ? undefined : real;
    const proxy = this.#askedProxy(client, answering) ?? between;
    if (proxy !== undefined) {
      this.#countCaller(client, proxy);
      this.#countServer(server, between ?? proxy);
      return;
    }
    const asked = client.peer;
    if (asked?.certainty === 'name') this.#learn(asked.name, answering);
    const sure = asked?.certainty === 'service' && asked.name !== from;
    if (server.fate === 'counted') client.fate = 'covered';
    else this.#countCaller(client, sure ? asked.name : answering);
    if (server.fate === 'waiting') server.fate = 'covered';
  }

  // The client asked one service and another's span answered. Spans of a service that nobody declared are no proof: they
  // may be the asked one's own, under another name.
  #askedProxy(client: Tracked, answering: string): string | undefined {
    const { peer } = client;
    if (peer?.certainty !== 'service' || peer.name === answering || peer.name === client.span.service)
      return undefined;
    return this.#book.isEmpty || this.#book.services.has(answering) ? peer.name : undefined;
  }

  #decideAlone(tracked: Tracked): void {
    if (tracked.fate !== 'waiting') return;
    const { span, peer } = tracked;
    if (span.kind === 'server') {
      const caller = callerOf(span.semantics, this.#book);
      if (caller !== undefined) this.#countServer(tracked, caller);
    } else if (peer !== undefined) {
      this.#countCaller(tracked, peer.name);
    }
  }

  #countServer(server: Tracked, from: string): void {
    if (server.fate !== 'waiting') return;
    this.#settleAs(server, from);
    if (from !== server.span.service) this.#count(from, server.span.service, server.span);
  }

  #countCaller(caller: Tracked, to: string): void {
    if (caller.fate !== 'waiting') return;
    const { span } = caller;
    const pair = `${span.service}\n${to}`;
    // A message that a library's client span carries as well is seen there: once for the batch it went with.
    const isCarried = span.kind !== 'client' && this.#clientPairs.has(pair);
    if (isCarried || isConnecting(span) || to === span.service || this.#isNested(caller, to)) {
      caller.fate = 'covered';
      return;
    }
    this.#settleAs(caller, to);
    if (span.kind === 'client' && this.#clientPairs.size < maxLearned) this.#clientPairs.add(pair);
    this.#count(span.service, to, span);
  }

  #settleAs(tracked: Tracked, other: string): void {
    tracked.fate = 'counted';
    tracked.countedWith = other;
  }

  // Libraries nest client spans: an ORM's query around the driver's. A producer's span around a client's gives way to it.
  #isNested(inner: Tracked, to: string): boolean {
    const { span } = inner;
    const outer = this.#recent.parentOf(span);
    if (outer !== undefined && outer.span.service === span.service && isCaller(outer)) {
      if (outer.countedWith === to) return true;
      if (outer.fate === 'waiting' && this.#takesOver(outer, inner, to)) return true;
    }
    return this.#recent
      .childrenOf(span)
      .some((child) => isCaller(child) && child.span.service === span.service && child.countedWith === to);
  }

  #takesOver(outer: Tracked, inner: Tracked, to: string): boolean {
    if (outer.span.kind !== 'client') return false;
    if (outer.peer?.name === to) return true;
    if (outer.peer?.certainty !== 'guess' || systemOf(outer.span) !== systemOf(inner.span)) return false;
    outer.peer = inner.peer;
    return true;
  }

  // An address is no alias: after a restart it may be another container's.
  #learn(alias: string, service: string): void {
    if (isIP(alias) === 0 && this.#aliases.size < maxLearned) this.#aliases.set(alias, service);
  }
}

function isCaller(tracked: Tracked): boolean {
  return tracked.span.kind === 'client' || tracked.span.kind === 'producer';
}

function systemOf(span: SpanFacts): string {
  return span.semantics.messagingSystem || span.semantics.dbSystem;
}
