import { describe, expect, test } from 'vitest';
import type { Environment, ServiceDefinition, ServiceKind } from '../../../src/environment/environment.js';
import { emptySnapshot } from '../../../src/state/core/reduce.js';
import type { Snapshot } from '../../../src/state/core/snapshot.js';
import type { Topology } from '../../../src/state/topology/topology.js';
import { topologyOf } from '../../../src/state/topology/topology-of.js';
import type { TrafficState } from '../../../src/state/traffic/traffic.js';

/** `published`: reached from the machine. */
const published = ['edge'];

type Declared = Record<string, [kind: ServiceKind, ...dependsOn: string[]]>;

const shop: Declared = {
  postgres: ['database'],
  redis: ['cache'],
  catalog: ['service', 'postgres', 'redis'],
  gateway: ['gateway', 'catalog'],
  nginx: ['gateway'],
  loadgen: ['load', 'nginx'],
  worker: ['worker', 'redis'],
  'sim-agent': ['tool'],
};

function definitionOf(name: string, kind: ServiceKind, dependsOn: readonly string[]): ServiceDefinition {
  return {
    name,
    kind,
    dependsOn: dependsOn.map((service) => ({
      service,
      condition: 'service_healthy',
      required: true,
      restart: false,
    })),
    internal: name === 'sim-agent',
    ports: [],
    open: published.includes(name) ? [{ label: name, port: 80, path: '/' }] : [],
    // The topology looks at nothing else of a definition.
  } as unknown as ServiceDefinition;
}

function snapshotOf(declared: Declared | undefined, observed: readonly string[] = []): Snapshot {
  const services = Object.entries(declared ?? {}).map(([name, [kind, ...on]]) => [
    name,
    definitionOf(name, kind, on),
  ]);
  const edges: [string, TrafficState['edges'][string]][] = observed.map((line) => {
    const [from = '', to = '', protocol = 'http'] = line.split(' ');
    const rates = { requestsPerSecond: 1, errorsPerSecond: 0, p50Ms: 1, p95Ms: 1, p99Ms: 1 };
    return [`${from} -> ${to}`, { from, to, protocol, lastSeenAt: 1, rates }];
  });
  const empty = emptySnapshot(0);
  return {
    ...empty,
    // Only its services matter here.
    environment: declared && ({ services: Object.fromEntries(services) } as unknown as Environment),
    traffic: { ...empty.traffic, edges: Object.fromEntries(edges) },
  };
}

/** A line for each layer, then one for each edge: `..` declared, `->` observed, `=>` both. */
function textOf({ nodes, edges }: Topology): string[] {
  const layers = new Map<number, string[]>();
  for (const node of nodes)
    layers.set(node.layer, [...(layers.get(node.layer) ?? []), `${node.known ? '' : '?'}${node.name}`]);
  return [
    ...[...layers].map(([layer, names]) => `${layer}: ${names.join(' ')}`),
    ...edges.map(
      (edge) => `${edge.from} ${edge.observed === undefined ? '..' : edge.declared ? '=>' : '->'} ${edge.to}`,
    ),
  ];
}

describe('the picture', () => {
  test('has what Compose declares before anything was seen', () => {
    expect(textOf(topologyOf(snapshotOf(shop)))).toEqual([
      '0: loadgen',
      '1: gateway nginx',
      '2: catalog worker',
      '3: postgres redis',
      'catalog .. postgres',
      'catalog .. redis',
      'gateway .. catalog',
      'loadgen .. nginx',
      'worker .. redis',
    ]);
  });

  test('has what was seen, beside what was declared', () => {
    const seen = [
      'loadgen nginx',
      'nginx gateway',
      'gateway catalog',
      'catalog redis redis',
      'catalog postgres sql',
    ];
    expect(textOf(topologyOf(snapshotOf(shop, seen)))).toEqual([
      '0: loadgen',
      '1: nginx',
      '2: gateway',
      '3: catalog worker',
      '4: postgres redis',
      'catalog => postgres',
      'catalog => redis',
      'gateway => catalog',
      'loadgen => nginx',
      'nginx -> gateway',
      'worker .. redis',
    ]);
  });

  test('shows what only spans know, and never the simulator’s own parts', () => {
    const { nodes, edges } = topologyOf(
      snapshotOf(shop, ['catalog db.example.com sql', 'catalog sim-agent', 'sim-agent redis']),
    );
    expect(nodes.find((node) => node.name === 'db.example.com')).toMatchObject({
      kind: 'database',
      known: false,
      layer: 3,
    });
    expect(nodes.map((node) => node.name)).not.toContain('sim-agent');
    expect(edges.filter((edge) => edge.from === 'sim-agent' || edge.to === 'sim-agent')).toEqual([]);
  });

  test('exists without an environment', () => {
    expect(textOf(topologyOf(snapshotOf(undefined, ['a b'])))).toEqual(['0: ?a', '1: ?b', 'a -> b']);
  });

  test('puts services that ask each other below the one that asks', () => {
    const declared: Declared = {
      a: ['service', 'b', 'c'],
      b: ['service', 'c'],
      c: ['service'],
      d: ['service', 'c'],
    };
    expect(textOf(topologyOf(snapshotOf(declared))).slice(0, 3)).toEqual(['0: a d', '1: b', '2: c']);
  });

  test('is drawn although calls go round in circles', () => {
    const declared: Declared = {
      a: ['service', 'b'],
      b: ['service', 'c'],
      c: ['service', 'a'],
      db: ['database'],
    };
    const { nodes } = topologyOf(snapshotOf(declared, ['db a', 'a db', 'a a']));
    expect(nodes).toHaveLength(4);
    expect(nodes.at(-1)).toMatchObject({ name: 'db', layer: 3 });
  });

  test('keeps onlookers below what they look at', () => {
    const declared: Declared = {
      prometheus: ['metrics', 'catalog'],
      catalog: ['service', 'db'],
      db: ['database'],
    };
    expect(textOf(topologyOf(snapshotOf(declared))).slice(0, 3)).toEqual([
      '0: catalog',
      '1: db',
      '2: prometheus',
    ]);
  });
});

describe('the picture does not jump', () => {
  const entered: Declared = { edge: ['gateway'], inner: ['gateway', 'catalog'], catalog: ['service'] };

  test('an entrance that has asked nobody yet stands before the gateways that it will ask', () => {
    const before = topologyOf(snapshotOf(entered));
    expect(before.foreseen).toEqual([{ from: 'edge', to: 'inner' }]);
    expect(textOf(before)).toEqual(['0: edge', '1: inner', '2: catalog', 'inner .. catalog']);
  });

  test('as soon as it asks anybody, nothing is foreseen, and every node stays where it was', () => {
    const after = topologyOf(snapshotOf(entered, ['edge inner']));
    expect(after.foreseen).toEqual([]);
    expect(after.nodes).toEqual(topologyOf(snapshotOf(entered)).nodes);
  });

  test('whatever order services and edges are listed in', () => {
    const seen = ['gateway catalog', 'nginx gateway', 'catalog redis redis'];
    const reversed = Object.fromEntries(Object.entries(shop).reverse());
    expect(topologyOf(snapshotOf(reversed, seen.toReversed()))).toEqual(topologyOf(snapshotOf(shop, seen)));
  });

  test('the same slices give the same object, and other rates the same nodes', () => {
    const snapshot = snapshotOf(shop, ['nginx gateway']);
    const topology = topologyOf(snapshot);
    expect(topologyOf({ ...snapshot, at: 5 })).toBe(topology);
    const faster = { ...snapshot, traffic: { ...snapshot.traffic, edges: { ...snapshot.traffic.edges } } };
    expect(topologyOf(faster)).not.toBe(topology);
    expect(topologyOf(faster).nodes).toBe(topology.nodes);
  });
});
