import type { Effect } from './effect.js';
import type { Snapshot } from './snapshot.js';

/** Asks for the image of each wanted service, all at once. */
export function planImages(snapshot: Snapshot): readonly Effect[] {
  if (snapshot.goal !== 'up' || snapshot.engine.state !== 'connected') return [];
  return Object.values(snapshot.environment?.services ?? {})
    .filter(({ name }) => snapshot.images[name]?.state === 'unknown')
    .filter(({ name }) => snapshot.services[name]?.wanted === 'running')
    .map(({ name, image }) => ({
      kind: 'find-image',
      key: `find-image:${name}`,
      cause: image === undefined ? `${name} is built from source` : `${name} wants ${image}`,
      service: name,
    }));
}
