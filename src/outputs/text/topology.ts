import type { Views } from '../../contract/views.js';
import type { Paint } from './paint.js';
import { table } from './table.js';

/** The edges as a table for people. */
export function topologyText(
  { environment, topology }: Pick<Views, 'environment' | 'topology'>,
  paint: Paint,
): string {
  const { blind } = environment.agent;
  const rows = topology.edges.map(({ from, to, declared, observed }) => [
    from,
    to,
    declared ? 'declared' : '',
    observed === null ? paint.dim(blind === null ? 'not seen' : 'unknown') : `seen (${observed.protocol})`,
    observed === null ? '' : `${observed.requestsPerSecond.toFixed(1)}/s`,
    observed === null || observed.p95Ms === null ? '' : `p95 ${observed.p95Ms.toFixed(1)} ms`,
  ]);
  const edges = table(['FROM', 'TO', 'COMPOSE', 'TRAFFIC', 'RATE', ''], rows, paint);
  return blind === null ? edges : `${paint.warn(blind)}\n\n${edges}`;
}
