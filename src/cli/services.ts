import type { ServiceView, StatusView } from '../contract/views.js';
import { SimError } from '../errors.js';

/** All services, Sim's own too. */
export function allServices({ services, parts }: StatusView): readonly ServiceView[] {
  return [...services, ...parts];
}

/** The services named; throws `usage` for the first that the environment does not have. */
export function knownServices(
  status: StatusView,
  environment: string,
  names: readonly string[],
): readonly ServiceView[] {
  const all = allServices(status);
  return names.map((name) => {
    const view = all.find((candidate) => candidate.name === name);
    if (view !== undefined) return view;
    const known = status.services.map((candidate) => candidate.name);
    throw new SimError('usage', `'${environment}' has no service '${name}'`, {
      hint: `it has ${known.join(', ')}`,
    });
  });
}
