import { clockTime } from '../../words/time.js';
import type { Snapshot } from '../core/snapshot.js';
import type { Rates, TrafficState } from './traffic.js';

/** From this share of errors on, answers or calls count as failing. */
export const failingShare = 0.05;

/** Which share of requests ended in an error; 0 without requests. */
export function errorShare({ requestsPerSecond, errorsPerSecond }: Rates): number {
  return requestsPerSecond === 0 ? 0 : errorsPerSecond / requestsPerSecond;
}

/** Since when each service answers too much with errors: known ones keep their time. The same object where nothing changed. */
export function failingAfter(
  before: TrafficState['failing'],
  services: TrafficState['services'],
  at: number,
): TrafficState['failing'] {
  const failing = Object.entries(services)
    .filter(([, rates]) => errorShare(rates) >= failingShare)
    .map(([name]) => [name, (Object.hasOwn(before, name) ? before[name] : undefined) ?? at] as const);
  const isSame =
    failing.length === Object.keys(before).length && failing.every(([name]) => Object.hasOwn(before, name));
  return isSame ? before : Object.fromEntries(failing);
}

/** An edge over which calls fail, and how many of them. */
export interface FailingEdge {
  readonly to: string;
  readonly share: number;
}

/** The edges of a service over which calls fail now, the worst first. */
export function failingEdges({ traffic }: Snapshot, name: string): readonly FailingEdge[] {
  return Object.values(traffic.edges)
    .filter(({ from, to, rates }) => from === name && to !== name && errorShare(rates) >= failingShare)
    .map(({ to, rates }) => ({ to, share: errorShare(rates) }))
    .sort((a, b) => b.share - a.share);
}

/**
 * That a service answers with errors, for people: how many, since when, which operations and which of its own calls fail most. `undefined`
 * where it doesn't.
 */
export function failingWords(snapshot: Snapshot, name: string): string | undefined {
  const { services, operations, failing } = snapshot.traffic;
  const rates = services[name];
  const since = failing[name];
  if (rates === undefined || since === undefined) return undefined;
  const worst = Object.entries(operations[name] ?? {})
    .filter(([, each]) => errorShare(each) >= failingShare)
    .sort(([, a], [, b]) => b.errorsPerSecond - a.errorsPerSecond)
    .slice(0, 2)
    .map(([operation, each]) => `${operation} ${percent(errorShare(each))}`);
  const [edge] = failingEdges(snapshot, name);
  return [
    `${percent(errorShare(rates))} of its answers are errors since ${clockTime(since)}`,
    worst.length === 0 ? '' : `: ${worst.join(', ')}`,
    edge === undefined ? '' : `; ${percent(edge.share)} of its calls to ${edge.to} fail`,
  ].join('');
}

/** `86%`, and never 0 for what is not nothing. */
export function percent(share: number): string {
  return `${Math.max(1, Math.round(share * 100))}%`;
}
