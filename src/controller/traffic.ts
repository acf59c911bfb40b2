import type { Traffic } from '../contract/queries.js';
import { SimError } from '../errors.js';
import type { Answer, TrafficItem, TrafficQuery } from '../queries/queries.js';

/**
 * Reads a question about traffic: `from`, `to`, `step`; `service` with `operation` or `by=operation`, or `caller` with `callee`. Throws
 * SimError `usage` where one of a pair is missing.
 */
export function trafficQueryOf(search: URLSearchParams): TrafficQuery {
  const step = search.get('step');
  return {
    // A missing time, or one that is no number, becomes NaN, which the query port refuses.
    from: timeOf(search.get('from')),
    to: timeOf(search.get('to')),
    stepMs: step === null ? undefined : timeOf(step),
    subject: subjectOf(search),
  };
}

/** The answer as the contract has it. */
export function trafficDocument({ items, ...answer }: Answer<TrafficItem>): Traffic {
  return { schema: 1, items: items.map(itemDocument), ...answer };
}

function itemDocument({ subject, from, to, requests, errors, durations, ...percentiles }: TrafficItem) {
  const { p50Ms = null, p95Ms = null, p99Ms = null } = percentiles;
  return { subject, fromMs: from, toMs: to, requests, errors, durations, p50Ms, p95Ms, p99Ms };
}

function subjectOf(search: URLSearchParams): TrafficQuery['subject'] {
  const [caller, callee] = [search.get('caller'), search.get('callee')];
  const [service, operation, by] = [search.get('service'), search.get('operation'), search.get('by')];
  if (caller !== null || callee !== null) {
    if (caller !== null && callee !== null && service === null)
      return { kind: 'edge', from: caller, to: callee };
    throw new SimError('usage', 'an edge is caller and callee, and no service');
  }
  if (by !== null && by !== 'operation')
    throw new SimError('usage', `traffic is told by operation, and not by '${by}'`);
  if (service === null) {
    if (operation === null && by === null) return undefined;
    throw new SimError('usage', 'operations are those of a service: name it');
  }
  if (operation !== null) return { kind: 'operation', service, operation };
  return { kind: by === null ? 'service' : 'operations', service };
}

function timeOf(text: string | null): number {
  return text === null || text.trim() === '' ? Number.NaN : Number(text);
}
