import type { TrafficState, TrafficSummary } from './traffic.js';

/** The key of an edge in `TrafficState.edges`. */
export function edgeKey(from: string, to: string): string {
  return `${from} -> ${to}`;
}

/** Which services and edges a change of the windows concerns. */
export class TouchedNames {
  readonly services = new Set<string>();
  readonly edges = new Set<string>();

  constructor(summaries: readonly TrafficSummary[]) {
    for (const { operations, edges } of summaries) {
      for (const { service } of operations) this.services.add(service);
      for (const { from, to } of edges) this.edges.add(edgeKey(from, to));
    }
  }

  /** All that is known counts as touched. */
  addAll(state: TrafficState): void {
    for (const service of Object.keys(state.services)) this.services.add(service);
    for (const key of Object.keys(state.edges)) this.edges.add(key);
  }
}
