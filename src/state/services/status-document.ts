import type { ServiceView as ServiceDocument, StatusView } from '../../contract/views.js';
import type { Snapshot } from '../core/snapshot.js';
import { criticalPath } from './critical-path.js';
import { serviceDocument } from './document.js';
import { viewEnvironment, viewServices } from './view.js';

/** Every service, its state and the cause of it, as the contract shows them. */
export function statusDocument(snapshot: Snapshot): StatusView {
  const { name, ready, readyInMs } = viewEnvironment(snapshot);
  const services: ServiceDocument[] = [];
  const parts: ServiceDocument[] = [];
  for (const view of viewServices(snapshot)) {
    const definition = snapshot.environment?.services[view.name];
    if (definition === undefined) continue;
    (view.internal ? parts : services).push(serviceDocument(snapshot, view, definition));
  }
  return {
    schema: 1,
    environment: name,
    ready,
    readyInMs: readyInMs ?? null,
    criticalPath: criticalPath(snapshot).map(({ service, ...step }) => ({
      service: service ?? null,
      ...step,
    })),
    engine: snapshot.engine.state,
    agent: snapshot.traffic.agent.state,
    agentDetail: snapshot.traffic.agent.detail ?? null,
    services,
    parts,
  };
}
