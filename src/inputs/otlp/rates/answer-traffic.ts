import type { Answer, TrafficItem, TrafficQuery, TrafficSubject } from '../../../queries/queries.js';
import { quantileMs } from '../../../state/traffic/histogram.js';
import type { KeptSubject } from './subjects.js';
import { slotMs } from './summary-window.js';
import { Tally } from './tally.js';
import { slotOf, type TrafficHistory } from './traffic-history.js';

/** An item that is being added up. */
interface Sum {
  readonly subject: TrafficSubject;
  /** The slots from `first` to before `end`. */
  readonly first: number;
  readonly end: number;
  readonly tally: Tally;
}

/** What something kept counts for, and what tells that apart from everything else. */
interface Asked {
  readonly subject: TrafficSubject;
  readonly key: string;
}

/** What the history knows about a range of time. `wallMs` is the time since the epoch. */
export function answerTraffic(
  history: TrafficHistory,
  query: TrafficQuery,
  wallMs: number,
): Answer<TrafficItem> {
  const first = slotOf(query.from);
  const last = Math.ceil(query.to / slotMs) - 1;
  const boundsOf = boundsBy(first, last, query.stepMs);
  // An hour has many slots of the same few subjects: what each counts for is found once.
  const asked = new Map<KeptSubject, Asked | undefined>();
  const sums = new Map<string, Sum>();
  for (const { slot, counts } of history.slots(first, last, wallMs)) {
    const bounds = boundsOf(slot);
    for (const [kept, each] of counts) {
      if (!asked.has(kept)) asked.set(kept, askedFor(query.subject, kept));
      const found = asked.get(kept);
      if (found === undefined) continue;
      const key = `${bounds.first} ${found.key}`;
      let sum = sums.get(key);
      if (sum === undefined) {
        sum = { subject: found.subject, ...bounds, tally: new Tally() };
        sums.set(key, sum);
      }
      sum.tally.add(each);
    }
  }
  const { firstKept } = history;
  return {
    items: [...sums.values()].sort(inOrder).map(itemOf),
    source: 'live',
    warnings: first < firstKept ? [forgotten(firstKept)] : [],
  };
}

/**
 * Between which slots the item of a slot lies. Steps begin at multiples of themselves, so that whoever asks again a moment later gets the
 * same ones.
 */
function boundsBy(first: number, last: number, stepMs: number | undefined) {
  if (stepMs === undefined) return () => ({ first, end: last + 1 });
  const step = Math.ceil(stepMs / slotMs);
  return (slot: number) => {
    const begin = Math.floor(slot / step) * step;
    return { first: Math.max(first, begin), end: Math.min(last + 1, begin + step) };
  };
}

function itemOf({ subject, first, end, tally }: Sum): TrafficItem {
  const { count, errors, durations } = tally.counts();
  return {
    subject,
    from: first * slotMs,
    to: end * slotMs,
    requests: count,
    errors,
    durations,
    p50Ms: quantileMs(durations, 0.5),
    p95Ms: quantileMs(durations, 0.95),
    p99Ms: quantileMs(durations, 0.99),
  };
}

function forgotten(firstKept: number): string {
  return `nothing is kept from before ${new Date(firstKept * slotMs).toISOString()}`;
}

/** What something kept counts for, of all that was asked for; `undefined`: for nothing of it. */
function askedFor(asked: TrafficQuery['subject'], kept: KeptSubject): Asked | undefined {
  const subject = subjectFor(asked, kept);
  return subject === undefined ? undefined : { subject, key: JSON.stringify(orderOf(subject)) };
}

function subjectFor(asked: TrafficQuery['subject'], kept: KeptSubject): TrafficSubject | undefined {
  if (asked === undefined) return kept.kind === 'edge' ? kept : serviceOf(kept);
  if (asked.kind === 'edge')
    return kept.kind === 'edge' && kept.from === asked.from && kept.to === asked.to ? kept : undefined;
  if (kept.kind === 'edge' || kept.service !== asked.service) return undefined;
  if (asked.kind === 'service') return serviceOf(kept);
  return asked.kind === 'operations' || kept.operation === asked.operation ? kept : undefined;
}

function serviceOf({ service }: { readonly service: string }): TrafficSubject {
  return { kind: 'service', service };
}

function orderOf(subject: TrafficSubject): readonly string[] {
  switch (subject.kind) {
    case 'service':
      return ['0', subject.service];
    case 'operation':
      return ['1', subject.service, subject.operation];
    case 'edge':
      return ['2', subject.from, subject.to];
  }
}

function inOrder(left: Sum, right: Sum): number {
  if (left.first !== right.first) return left.first - right.first;
  const others = orderOf(right.subject);
  for (const [index, word] of orderOf(left.subject).entries()) {
    const other = others[index] ?? '';
    if (word !== other) return word < other ? -1 : 1;
  }
  return 0;
}
