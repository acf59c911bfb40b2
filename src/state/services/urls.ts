import { authority, type ServiceDefinition, type ServiceKind } from '../../environment/environment.js';
import type { ContainerObservation } from '../instances/container.js';
import type { ServiceView } from './service-view.js';

type Port = ContainerObservation['ports'][number];

/**
 * The URLs at which a service answers on this machine: the pages of its `x-sim.open`, then every published port that no page is at, in the
 * order declared. Where a port has moved, this is the only place that says so.
 */
export function urlsOf(
  definition: ServiceDefinition,
  published: ContainerObservation['ports'],
): ServiceView['urls'] {
  const ports = asDeclared(definition, published);
  const pages = definition.open.flatMap((link) =>
    ports
      .filter((port) => isPageOf(port, link))
      .map((port) => ({ label: link.label, url: `http://${addressOf(port)}${link.path}` })),
  );
  const others = ports.filter((port) => !definition.open.some((link) => isPageOf(port, link)));
  return [
    ...pages,
    ...others.map((port) => ({ label: labelOf(port, definition, ports), url: urlOf(port, definition.kind) })),
  ];
}

function isPageOf({ target, protocol }: Port, link: ServiceDefinition['open'][number]): boolean {
  return protocol === 'tcp' && target === link.port;
}

/** Published ports in the order declared; the engine lists them by the container's port, as text. */
function asDeclared({ ports }: ServiceDefinition, published: readonly Port[]): readonly Port[] {
  const rank = (port: Port) => {
    const index = ports.findIndex((one) => isSame(one, port) && one.published === port.published);
    const moved = index === -1 ? ports.findIndex((one) => isSame(one, port)) : index;
    return moved === -1 ? ports.length : moved;
  };
  return [...published].sort((a, b) => rank(a) - rank(b));
}

function isSame(one: Omit<Port, 'published'>, other: Omit<Port, 'published'>): boolean {
  return one.target === other.target && one.protocol === other.protocol && one.hostIp === other.hostIp;
}

function labelOf({ target, protocol }: Port, { name }: ServiceDefinition, ports: readonly Port[]): string {
  if (ports.length === 1) return name;
  return `${name} ${target}${protocol === 'tcp' ? '' : `/${protocol}`}`;
}

const webKinds: readonly ServiceKind[] = ['gateway', 'service', 'load', 'tool', 'metrics', 'logs', 'traces'];

/** The URL of a port, with the scheme that a service of this kind most likely speaks. */
function urlOf(port: Port, kind: ServiceKind): string {
  if (port.protocol !== 'tcp' || !webKinds.includes(kind)) return `${port.protocol}://${addressOf(port)}`;
  return `${port.target === 443 ? 'https' : 'http'}://${addressOf(port)}/`;
}

/** The address to type; a port that is bound to every address is reached by loopback. */
function addressOf({ hostIp, published }: Port): string {
  const reached: Readonly<Record<string, string>> = { '': '127.0.0.1', '0.0.0.0': '127.0.0.1', '::': '::1' };
  return authority(reached[hostIp] ?? hostIp, published);
}
