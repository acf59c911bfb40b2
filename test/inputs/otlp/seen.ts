import { TraceReader } from '../../../src/inputs/otlp/trace-reader.js';
import type { Addresses } from '../../../src/state/topology/addresses.js';
import { requestOf, type SpanSketch } from './spans.js';

/** The services of the sample shop behind their addresses. */
export const shopAddresses: Readonly<Record<string, string>> = {
  '10.0.0.2': 'loadgen',
  '10.0.0.3': 'nginx',
  '10.0.0.4': 'gateway',
  '10.0.0.5': 'catalog',
  '10.0.0.6': 'postgres',
  '10.0.0.7': 'redis',
  '10.0.0.8': 'worker',
  '10.0.0.9': 'orders',
};

/** Services behind addresses, whichever of their containers that is. */
export function addressesFrom(services: Readonly<Record<string, string>>): Addresses {
  return Object.fromEntries(
    Object.entries(services).map(([address, service]) => [address, { service, index: undefined }]),
  );
}

/** A call over an edge as a line: `gateway -> catalog http 3 errors 1 timed 2`. */
export interface Seen {
  readonly edges: readonly string[];
  readonly operations: readonly string[];
}

/** What a reader tells of spans that came in these batches, a second apart, after every wait is over. */
export function seenAfter(
  batches: readonly (readonly SpanSketch[])[],
  addresses: Readonly<Record<string, string>> | undefined = shopAddresses,
): Seen {
  const reader = new TraceReader(0);
  if (addresses !== undefined) reader.setAddresses(addressesFrom(addresses));
  const edges = new Map<string, [count: number, errors: number, timed: number]>();
  const operations = new Map<string, [count: number, errors: number, timed: number]>();
  const collect = (now: number) => {
    const summary = reader.flush(now);
    for (const edge of summary?.edges ?? []) add(edges, `${edge.from} -> ${edge.to} ${edge.protocol}`, edge);
    for (const operation of summary?.operations ?? [])
      add(operations, `${operation.service}: ${operation.operation}`, operation);
  };
  batches.forEach((spans, second) => {
    reader.accept(requestOf(...spans), second * 1000);
    collect(second * 1000 + 500);
  });
  for (let waited = 1; waited <= 20; waited++) collect((batches.length + waited) * 1000);
  return { edges: linesOf(edges), operations: linesOf(operations) };
}

function add(
  totals: Map<string, [number, number, number]>,
  key: string,
  summary: {
    readonly count: number;
    readonly errors: number;
    readonly durations: readonly (readonly [number, number])[];
  },
): void {
  const [count, errors, timed] = totals.get(key) ?? [0, 0, 0];
  const durations = summary.durations.reduce((sum, [, many]) => sum + many, 0);
  totals.set(key, [count + summary.count, errors + summary.errors, timed + durations]);
}

function linesOf(totals: ReadonlyMap<string, readonly [number, number, number]>): readonly string[] {
  return [...totals]
    .map(([key, [count, errors, timed]]) => {
      const failed = errors > 0 ? ` errors ${errors}` : '';
      return `${key} ${count}${failed}${timed === count ? '' : ` timed ${timed}`}`;
    })
    .sort();
}
