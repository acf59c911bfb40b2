import type { ServiceView, StatusView } from '../contract/views.js';
import { SimError } from '../errors.js';
import { instanceName, parseInstanceName } from '../state/instances/instance-name.js';

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

/** A service, or one instance of it, that was typed. */
export interface Named {
  /** As it was typed. */
  readonly word: string;
  readonly view: ServiceView;
  /** The number of the instance; `undefined`: the whole service. */
  readonly index: number | undefined;
}

/** Services and single instances (`orders#2`) that are named; throws `usage` for the first that the environment does not have. */
export function knownInstances(
  status: StatusView,
  environment: string,
  words: readonly string[],
): readonly Named[] {
  return words.map((word) => {
    const { service, index } = parseInstanceName(word);
    const [view] = knownServices(status, environment, [service]);
    if (view === undefined) throw new SimError('usage', `'${environment}' has no service '${word}'`);
    const isThere = view.instances.some((instance) => instance.index === index);
    if (index === undefined || isThere) return { word, view, index };
    const known = view.instances.map((instance) => instanceName(view.name, instance.index));
    throw new SimError('usage', `'${environment}' has no instance '${word}'`, {
      hint: known.length === 0 ? `${view.name} has no container now` : `it has ${known.join(', ')}`,
    });
  });
}
