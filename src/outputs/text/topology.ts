import type { Snapshot } from '../../state/core/snapshot.js';
import { topologyOf } from '../../state/topology/topology-of.js';
import { blindWords } from '../../state/traffic/agent.js';
import type { Rates } from '../../state/traffic/traffic.js';
import type { Paint } from './paint.js';
import { table } from './table.js';

/** What `topology --format json` prints: schema 1. Rates are over the last ten seconds, durations in milliseconds. */
export function topologyJson(snapshot: Snapshot) {
  const { nodes, edges } = topologyOf(snapshot);
  return {
    schema: 1,
    environment: snapshot.environment?.name ?? null,
    agent: snapshot.traffic.agent.state,
    agentDetail: snapshot.traffic.agent.detail ?? null,
    nodes: nodes.map((node) => ({ ...node, rates: ratesJson(snapshot.traffic.services[node.name]) })),
    edges: edges.map(({ from, to, declared, observed }) => ({
      from,
      to,
      declared,
      observed:
        observed === undefined
          ? null
          : {
              protocol: observed.protocol,
              lastSeenAt: new Date(observed.lastSeenAt).toISOString(),
              ...ratesJson(observed.rates),
            },
    })),
  };
}

function ratesJson(rates: Rates | undefined) {
  if (rates === undefined) return null;
  return {
    requestsPerSecond: rates.requestsPerSecond,
    errorsPerSecond: rates.errorsPerSecond,
    p50Ms: rates.p50Ms ?? null,
    p95Ms: rates.p95Ms ?? null,
    p99Ms: rates.p99Ms ?? null,
  };
}

/** The edges as a table for people. */
export function topologyText(snapshot: Snapshot, paint: Paint): string {
  const blind = blindWords(snapshot);
  const rows = topologyOf(snapshot).edges.map(({ from, to, declared, observed }) => [
    from,
    to,
    declared ? 'declared' : '',
    observed === undefined
      ? paint.dim(blind === undefined ? 'not seen' : 'unknown')
      : `seen (${observed.protocol})`,
    observed === undefined ? '' : `${observed.rates.requestsPerSecond.toFixed(1)}/s`,
    observed?.rates.p95Ms === undefined ? '' : `p95 ${observed.rates.p95Ms.toFixed(1)} ms`,
  ]);
  const edges = table(['FROM', 'TO', 'COMPOSE', 'TRAFFIC', 'RATE', ''], rows, paint);
  return blind === undefined ? edges : `${paint.warn(blind)}\n\n${edges}`;
}
