import type { ServiceKind } from '../../environment/environment.js';
import type { Rates } from '../traffic/traffic.js';
import type { Link } from './layers.js';

/** One service as a node. A service that only spans know has `known: false`. */
export interface TopologyNode {
  readonly name: string;
  readonly kind: ServiceKind;
  readonly known: boolean;
  /** 0 is where requests enter; it grows with each hop. */
  readonly layer: number;
}

/** One edge. What Compose declares and what was observed are two facts about it, which may disagree. */
export interface TopologyEdge {
  readonly from: string;
  readonly to: string;
  /** Whether `depends_on` names it. */
  readonly declared: boolean;
  /** What spans proved; `undefined` where nothing was ever seen. */
  readonly observed:
    | { readonly protocol: string; readonly lastSeenAt: number; readonly rates: Rates }
    | undefined;
}

/** The system as a layered graph, without the simulator's own parts. */
export interface Topology {
  readonly nodes: readonly TopologyNode[];
  readonly edges: readonly TopologyEdge[];
  /** Links that are sure to come: layers count them, outputs don't draw them. */
  readonly foreseen: readonly Link[];
}
