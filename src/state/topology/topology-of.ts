import type { Environment, ServiceKind } from '../../environment/environment.js';
import { agentService } from '../../environment/environment.js';
import type { Snapshot } from '../core/snapshot.js';
import type { TrafficState } from '../traffic/traffic.js';
import { kindByProtocol } from './kind-rank.js';
import { byName, type Link, layersOf } from './layers.js';
import { inOrder } from './order.js';
import type { Topology, TopologyEdge, TopologyNode } from './topology.js';

type ObservedEdges = TrafficState['edges'];

/**
 * The system as a layered graph: what Compose declares and what spans proved, in one picture. The same environment and
 * edges give the same object, and the nodes stay the same object while no edge comes or goes.
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

// Only remembers what pure functions gave for inputs that still exist, so it is no state.
const topologies = new WeakMap<
  ObservedEdges,
  { readonly environment: Environment | undefined; readonly topology: Topology }
>();
const nodeLists = new WeakMap<
  Environment,
  { readonly signature: string; readonly nodes: readonly TopologyNode[] }
>();

function draw(environment: Environment | undefined, observed: ObservedEdges): Topology {
  const edges = edgesOf(environment, observed);
  if (environment === undefined) return { nodes: nodesOf(undefined, edges), edges };
  const signature = edges.map((edge) => `${edge.from}>${edge.to}`).join();
  const known = nodeLists.get(environment);
  if (known?.signature === signature) return { nodes: known.nodes, edges };
  const nodes = nodesOf(environment, edges);
  nodeLists.set(environment, { signature, nodes });
  return { nodes, edges };
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
  return [...edges.values()].sort(
    (left, right) => byName(left.from, right.from) || byName(left.to, right.to),
  );
}

function pairOf(from: string, to: string): string {
  return `${from}\n${to}`;
}

function isDrawn(environment: Environment | undefined, name: string): boolean {
  return name !== agentService && environment?.services[name]?.internal !== true;
}

function nodesOf(
  environment: Environment | undefined,
  edges: readonly TopologyEdge[],
): readonly TopologyNode[] {
  const kinds = new Map<string, { readonly kind: ServiceKind; readonly known: boolean }>();
  for (const { name, kind, internal } of Object.values(environment?.services ?? {})) {
    if (!internal) kinds.set(name, { kind, known: true });
  }
  for (const { from, to, observed } of edges) {
    if (!kinds.has(from)) kinds.set(from, { kind: 'service', known: false });
    if (!kinds.has(to)) kinds.set(to, { kind: kindByProtocol(observed?.protocol ?? ''), known: false });
  }
  const placeables = [...kinds].map(([name, { kind }]) => ({ name, kind }));
  const links: readonly Link[] = edges;
  const layers = layersOf(placeables, links);
  const nodes = [...kinds].map(([name, known]) => ({ name, ...known, layer: layers.get(name) ?? 0 }));
  return inOrder(nodes, links);
}
