import type { ServiceKind } from '../../environment/environment.js';
import type { Rates } from '../traffic/traffic.js';
import type { Link } from './layers.js';

/** One service as a node. Services that only spans know (`known: false`) are drawn, never hidden. */
export interface TopologyNode {
  readonly name: string;
  readonly kind: ServiceKind;
  readonly known: boolean;
  /** 0 is where requests enter; grows with each hop. */
  readonly layer: number;
}

/** What Compose declares and what was seen are two facts about one edge, and may disagree. */
export interface TopologyEdge {
  readonly from: string;
  readonly to: string;
  /** `depends_on` names it. */
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
  /** Links that are sure to come: the layers count them, nobody draws them. */
  readonly foreseen: readonly Link[];
}
