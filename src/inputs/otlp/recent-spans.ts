import { DelayLine } from './delay-line.js';
import type { Peer } from './peer.js';
import type { SpanFacts } from './span-facts.js';

/** A span that may be one end of a call, and what became of it. */
export interface Tracked {
  readonly span: SpanFacts;
  /** Whom it asked, of a client or producer span. */
  peer: Peer | undefined;
  /** `counted`: it stands for a call. `covered`: another span stands for the same call. */
  fate: 'waiting' | 'counted' | 'covered';
  /** The other end it was counted with. */
  countedWith: string | undefined;
}

interface Family {
  readonly id: string;
  self: Tracked | undefined;
  readonly children: Tracked[];
}

const keptMs = 15_000;
const maxKept = 50_000;

/** The newest spans by id, so that the two ends of a call find each other although they arrive apart. */
export class RecentSpans {
  readonly #families = new Map<string, Family>();
  readonly #ages = new DelayLine<Family>(keptMs);

  /** Remembers a span; `undefined` where it was there already (exporters repeat what they aren't sure of). */
  add(span: SpanFacts, peer: Peer | undefined, now: number): Tracked | undefined {
    const family = this.#family(span.spanId, now);
    if (family.self !== undefined) return undefined;
    const tracked: Tracked = { span, peer, fate: 'waiting', countedWith: undefined };
    family.self = tracked;
    if (span.parentSpanId !== '') this.#family(span.parentSpanId, now).children.push(tracked);
    return tracked;
  }

  /** The parent of a span, if it came already. */
  parentOf(span: SpanFacts): Tracked | undefined {
    const parent = this.#families.get(span.parentSpanId)?.self;
    return parent?.span.traceId === span.traceId ? parent : undefined;
  }

  /** The children of a span that came already. */
  childrenOf(span: SpanFacts): readonly Tracked[] {
    const children = this.#families.get(span.spanId)?.children ?? [];
    return children.filter((child) => child.span.traceId === span.traceId);
  }

  /** Forgets what is too old or too much. */
  forget(now: number): void {
    for (;;) {
      const oldest = this.#ages.take(now, this.#families.size > maxKept);
      if (oldest === undefined) return;
      this.#families.delete(oldest.id);
    }
  }

  #family(id: string, now: number): Family {
    const known = this.#families.get(id);
    if (known !== undefined) return known;
    const family: Family = { id, self: undefined, children: [] };
    this.#families.set(id, family);
    this.#ages.push(family, now);
    return family;
  }
}
