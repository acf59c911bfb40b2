import { SimError } from '../errors.js';
import type { Snapshot } from '../state/core/snapshot.js';
import type { ServiceView } from '../state/services/service-view.js';
import { viewServices } from '../state/services/view.js';

/** The services named; throws `usage` for the first that the environment does not have. */
export function knownServices(
  snapshot: Snapshot,
  environment: string,
  names: readonly string[],
): readonly ServiceView[] {
  const views = viewServices(snapshot);
  return names.map((name) => {
    const view = views.find((candidate) => candidate.name === name);
    if (view !== undefined) return view;
    const known = views.filter(({ internal }) => !internal).map((candidate) => candidate.name);
    throw new SimError('usage', `'${environment}' has no service '${name}'`, {
      hint: `it has ${known.join(', ')}`,
    });
  });
}
