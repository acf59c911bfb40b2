import type { Effect } from '../core/effect.js';
import { inFlightOf } from '../core/in-flight.js';
import type { Snapshot } from '../core/snapshot.js';
import type { ServiceState } from '../services/services.js';

/** Asks for the image of each wanted service, all at once. */
export function planImages(snapshot: Snapshot): readonly Effect[] {
  if (snapshot.goal !== 'up' || snapshot.engine.state !== 'connected') return [];
  // An `up` that comes during a removal begins when the removal is over.
  if (inFlightOf(snapshot, 'remove-environment').length > 0) return [];
  return (
    Object.values(snapshot.environment?.services ?? {})
      .filter(({ name }) => snapshot.images[name]?.state === 'unknown')
      .filter(({ name }) => isWanted(snapshot.services[name]))
      // Sim's own agent is asked for first, so that it is mostly found in time to be created in the same call as the others.
      .sort((a, b) => Number(b.internal) - Number(a.internal))
      .map(({ name, image }) => ({
        kind: 'find-image',
        key: `find-image:${name}`,
        cause: image === undefined ? `${name} is built from source` : `${name} wants ${image}`,
        service: name,
        asked: snapshot.images[name]?.asked ?? 0,
      }))
  );
}

function isWanted(service: ServiceState | undefined): boolean {
  return service?.wanted === 'running' && service.scale > 0;
}
