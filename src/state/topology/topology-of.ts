import type { Environment, ServiceKind } from '../../environment/environment.js';
import { agentService } from '../../environment/environment.js';
import type { Snapshot } from '../core/snapshot.js';
import type { TrafficState } from '../traffic/traffic.js';
import { foreseenLinks } from './foreseen.js';
import { kindByProtocol } from './kind-rank.js';
import { byName, type Link, layersOf, type Placeable } from './layers.js';
import { inOrder } from './order.js';
import type { Topology, TopologyEdge, TopologyNode } from './topology.js';

type ObservedEdges = TrafficState['edges'];

/**
 * The system as a layered graph of what Compose declares and what spans proved. The same environment and edges give the same object; the
 * nodes stay the same object while no edge comes or goes.
 */
export function topologyOf(snapshot: Snapshot): Topology {
  const { environment } = snapshot;
  const { edges } = snapshot.traffic;
  const drawn = topologies.get(edges);
  if (drawn !== undefined && drawn.environment === environment) return drawn.topology;
  const topology = draw(environment, edges);
  topologies.set(edges, { environment, topology });
  return topology;
}

// A cache of what a pure function gave for inputs that still exist: it is no state.
const topologies = new WeakMap<
  ObservedEdges,
  { readonly environment: Environment | undefined; readonly topology: Topology }
>();
type Placed = Pick<Topology, 'nodes' | 'foreseen'>;
const placements = new WeakMap<Environment, Placed & { readonly signature: string }>();

function draw(environment: Environment | undefined, observed: ObservedEdges): Topology {
  const edges = edgesOf(environment, observed);
  if (environment === undefined) return { ...placed(undefined, edges), edges };
  const signature = edges.map((edge) => `${edge.from}>${edge.to}`).join();
  const known = placements.get(environment);
  if (known?.signature === signature) return { nodes: known.nodes, edges, foreseen: known.foreseen };
  const made = placed(environment, edges);
  placements.set(environment, { ...made, signature });
  return { ...made, edges };
}

function edgesOf(environment: Environment | undefined, observed: ObservedEdges): readonly TopologyEdge[] {
  const edges = new Map<string, TopologyEdge>();
  for (const service of Object.values(environment?.services ?? {})) {
    for (const { service: to } of service.dependsOn) {
      if (isDrawn(environment, service.name) && isDrawn(environment, to)) {
        edges.set(pairOf(service.name, to), { from: service.name, to, declared: true, observed: undefined });
      }
    }
  }
  for (const { from, to, protocol, lastSeenAt, rates } of Object.values(observed)) {
    if (from === to || !isDrawn(environment, from) || !isDrawn(environment, to)) continue;
    const declared = edges.has(pairOf(from, to));
    edges.set(pairOf(from, to), { from, to, declared, observed: { protocol, lastSeenAt, rates } });
  }
  return [...edges.values()].sort(byEnds);
}

function pairOf(from: string, to: string): string {
  return `${from}\n${to}`;
}

function isDrawn(environment: Environment | undefined, name: string): boolean {
  return name !== agentService && environment?.services[name]?.internal !== true;
}

function placed(environment: Environment | undefined, edges: readonly TopologyEdge[]): Placed {
  const kinds = kindsOf(environment, edges);
  const placeables: readonly Placeable[] = [...kinds].map(([name, { kind }]) => ({ name, kind }));
  const foreseen = foreseenLinks(environment, placeables, edges);
  const links: readonly Link[] = [...edges, ...foreseen].sort(byEnds);
  const layers = layersOf(placeables, links);
  const nodes = [...kinds].map(([name, known]) => ({ name, ...known, layer: layers.get(name) ?? 0 }));
  return { nodes: inOrder(nodes, links), foreseen };
}

/** The kind of every node, and whether Compose declares it. */
function kindsOf(
  environment: Environment | undefined,
  edges: readonly TopologyEdge[],
): ReadonlyMap<string, Pick<TopologyNode, 'kind' | 'known'>> {
  const kinds = new Map<string, { readonly kind: ServiceKind; readonly known: boolean }>();
  for (const { name, kind, internal } of Object.values(environment?.services ?? {})) {
    if (!internal) kinds.set(name, { kind, known: true });
  }
  for (const { from, to, observed } of edges) {
    if (!kinds.has(from)) kinds.set(from, { kind: 'service', known: false });
    if (!kinds.has(to)) kinds.set(to, { kind: kindByProtocol(observed?.protocol ?? ''), known: false });
  }
  return kinds;
}

function byEnds(left: Link, right: Link): number {
  return byName(left.from, right.from) || byName(left.to, right.to);
}
