import type { Snapshot } from '../../state/core/snapshot.js';
import type { ServiceView } from '../../state/services/service-view.js';
import { type EnvironmentView, viewEnvironment, viewServices } from '../../state/services/view.js';
import type { Topology } from '../../state/topology/topology.js';
import { topologyOf } from '../../state/topology/topology-of.js';

/** All that is drawn, at one moment: the selectors' view of one Snapshot, and the time. */
export interface Picture {
  readonly snapshot: Snapshot;
  readonly environment: EnvironmentView;
  readonly services: ReadonlyMap<string, ServiceView>;
  readonly topology: Topology;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The picture of a Snapshot at a time. */
export function pictureOf(snapshot: Snapshot, now: number): Picture {
  return {
    snapshot,
    environment: viewEnvironment(snapshot),
    services: new Map(viewServices(snapshot).map((service) => [service.name, service])),
    topology: topologyOf(snapshot),
    now,
  };
}
