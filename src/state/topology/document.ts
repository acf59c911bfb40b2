import type { Rates as RatesDocument, TopologyView } from '../../contract/views.js';
import { momentOf } from '../core/moment.js';
import type { Snapshot } from '../core/snapshot.js';
import type { Rates } from '../traffic/traffic.js';
import { topologyOf } from './topology-of.js';

/** The system as a graph, as the contract shows it. */
export function topologyDocument(snapshot: Snapshot): TopologyView {
  const { nodes, edges, foreseen } = topologyOf(snapshot);
  const { agent, services, operations } = snapshot.traffic;
  return {
    schema: 1,
    environment: snapshot.environment?.name ?? null,
    agent: agent.state,
    agentDetail: agent.detail ?? null,
    nodes: nodes.map((node) => ({
      ...node,
      rates: ratesDocument(services[node.name]),
      operations: Object.entries(operations[node.name] ?? {})
        .sort(([, a], [, b]) => b.requestsPerSecond - a.requestsPerSecond)
        .map(([operation, rates]) => ({ operation, ...ratesDocument(rates) })),
    })),
    edges: edges.map(({ from, to, declared, observed }) => ({
      from,
      to,
      declared,
      observed:
        observed === undefined
          ? null
          : {
              protocol: observed.protocol,
              lastSeenAt: momentOf(observed.lastSeenAt),
              ...ratesDocument(observed.rates),
            },
    })),
    foreseen,
  };
}

function ratesDocument(rates: Rates): RatesDocument;
function ratesDocument(rates: Rates | undefined): RatesDocument | null;
function ratesDocument(rates: Rates | undefined): RatesDocument | null {
  if (rates === undefined) return null;
  return {
    requestsPerSecond: rates.requestsPerSecond,
    errorsPerSecond: rates.errorsPerSecond,
    p50Ms: rates.p50Ms ?? null,
    p95Ms: rates.p95Ms ?? null,
    p99Ms: rates.p99Ms ?? null,
  };
}
