import { clockTime } from '../../words/time.js';
import type { Snapshot } from '../core/snapshot.js';
import type { Rates, TrafficState } from './traffic.js';

/** Answers or calls count as failing from this share of errors on. */
export const failingShare = 0.05;

/** The share of requests that ended in an error, from 0 to 1; 0 without requests. */
export function errorShare({ requestsPerSecond, errorsPerSecond }: Rates): number {
  return requestsPerSecond === 0 ? 0 : errorsPerSecond / requestsPerSecond;
}

/** Since when each failing service fails (milliseconds since the epoch). The same object where nothing changed. */
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

/** An edge over which calls fail, and the share of them that does. */
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
 * Says that a service answers with errors, for people: how many, since when, and which of its operations and of its own calls fail most.
 * `undefined` where it doesn't.
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

/** A share as `86%`; one above 0 is never shown as 0. */
export function percent(share: number): string {
  return `${Math.max(1, Math.round(share * 100))}%`;
}
