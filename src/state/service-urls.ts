import type { ServiceDefinition, ServiceKind } from '../environment/environment.js';
import type { ServiceView } from './service-view.js';
import type { ContainerObservation } from './services.js';

/** Where a service answers on this machine: the pages that its `x-sim.open` names, else every port that it publishes. */
export function urlsOf(
  definition: ServiceDefinition,
  published: ContainerObservation['ports'],
): ServiceView['urls'] {
  // Where no page is named, a port that moved would show nowhere.
  if (definition.open.length === 0) return addressesOf(definition, published);
  return definition.open.flatMap((link) => {
    const port = published.find((candidate) => candidate.target === link.port);
    if (port === undefined) return [];
    return [{ label: link.label, url: `http://127.0.0.1:${port.published}${link.path}` }];
  });
}

const webKinds: readonly ServiceKind[] = ['gateway', 'service', 'load', 'tool', 'metrics', 'logs', 'traces'];

/** Each published TCP port, as what a service of its kind most likely speaks there. */
function addressesOf(
  { name, kind, ports }: ServiceDefinition,
  published: ContainerObservation['ports'],
): ServiceView['urls'] {
  const tcp = new Set(ports.flatMap(({ protocol, target }) => (protocol === 'tcp' ? [target] : [])));
  const shown = published.filter(({ target }) => tcp.has(target));
  return shown.map((port) => ({
    label: shown.length === 1 ? name : `${name} ${port.target}`,
    url: webKinds.includes(kind)
      ? `http://127.0.0.1:${port.published}/`
      : `tcp://127.0.0.1:${port.published}`,
  }));
}
