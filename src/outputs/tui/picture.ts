import type {
  EnvironmentView,
  ServiceView,
  TopologyNode,
  TopologyView,
  Views,
} from '../../contract/views.js';

/** All that is drawn, at one moment: the views of the contract, by name where they are looked up by name, and the time. */
export interface Picture {
  readonly views: Views;
  readonly environment: EnvironmentView;
  /** Sim's own parts included. */
  readonly services: ReadonlyMap<string, ServiceView>;
  readonly topology: TopologyView;
  readonly nodes: ReadonlyMap<string, TopologyNode>;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The picture of the views at a time. */
export function pictureOf(views: Views, now: number): Picture {
  const { environment, status, topology } = views;
  return {
    views,
    environment,
    services: new Map([...status.services, ...status.parts].map((service) => [service.name, service])),
    topology,
    nodes: new Map(topology.nodes.map((node) => [node.name, node])),
    now,
  };
}
