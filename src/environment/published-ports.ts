import { type ComposePort, type ComposeProject, type ComposeService, replicasOf } from './compose-project.js';
import type { Protocol, PublishedPort } from './environment.js';
import { loopbackFor } from './host-address.js';

/** A port that a service wants on the host. */
export interface WantedPort {
  readonly service: string;
  /** Its place in the service's list of ports. */
  readonly index: number;
  /** The loopback address that it is published on. */
  readonly hostIp: string;
  /** The address that the file names; `undefined`: any. */
  readonly declaredIp: string | undefined;
  readonly target: number;
  readonly protocol: Protocol;
  /** First and last port that will do; both 0 where Docker chooses. */
  readonly first: number;
  readonly last: number;
  /** How many containers want one each, side by side; absent: one. */
  readonly count?: number;
}

/** Every published port of a project, bound to loopback whatever the file says: nothing of ours listens beyond this machine. */
export function wantedPorts(project: ComposeProject): readonly WantedPort[] {
  return Object.entries(project.services).flatMap(([service, definition]) => {
    if (!publishes(definition)) return [];
    return (definition.ports ?? []).map((port, index) => {
      const [first, last] = publishedRange(port);
      return {
        service,
        index,
        hostIp: loopbackFor(port.host_ip),
        declaredIp: port.host_ip || undefined,
        target: port.target,
        protocol: protocolOf(port),
        first,
        last,
        ...(replicasOf(definition) > 1 ? { count: replicasOf(definition) } : {}),
      };
    });
  });
}

/** The engine publishes nothing of a container that shares the network of the machine or of another container, or has none. */
function publishes({ network_mode: mode }: ComposeService): boolean {
  return !(mode === 'host' || mode === 'none' || /^(service|container):/.test(mode ?? ''));
}

/** The project with the ports it will really publish: `published[i]` belongs to `wanted[i]`. Ports that became the same are listed once. */
export function withPublishedPorts(
  project: ComposeProject,
  wanted: readonly WantedPort[],
  published: readonly number[],
): ComposeProject {
  const services = Object.entries(project.services).map(([name, service]) => {
    const ports = new Map<string, ComposePort>();
    (service.ports ?? []).forEach((port, index) => {
      const at = wanted.findIndex((one) => one.service === name && one.index === index);
      const { published: _, ...rest } = port;
      const number = published[at] ?? 0;
      const hostIp = loopbackFor(port.host_ip);
      const key = number === 0 ? `any ${index}` : `${hostIp} ${number} ${port.target} ${protocolOf(port)}`;
      ports.set(key, {
        ...rest,
        host_ip: hostIp,
        ...(number === 0 ? {} : { published: rangeText(number, wanted[at]?.count ?? 1) }),
      });
    });
    // What is not published stays as declared, for Compose and the engine to judge.
    return [
      name,
      publishes(service) && ports.size > 0 ? { ...service, ports: [...ports.values()] } : service,
    ];
  });
  return { ...project, services: Object.fromEntries(services) };
}

/** The engine gives each container the next free one. */
function rangeText(first: number, count: number): string {
  return count === 1 ? String(first) : `${first}-${first + count - 1}`;
}

/** The published ports of one service in the form the rest of Sim uses. */
export function portsOf(ports: readonly ComposePort[] | null | undefined): readonly PublishedPort[] {
  return (ports ?? []).map((port) => ({
    hostIp: loopbackFor(port.host_ip),
    published: publishedRange(port)[0],
    target: port.target,
    protocol: protocolOf(port),
  }));
}

function publishedRange({ published }: ComposePort): readonly [number, number] {
  const [first, last] = (published ?? '').split('-').map(Number);
  return [first || 0, last || first || 0];
}

function protocolOf({ protocol }: ComposePort): Protocol {
  const word = protocol.toLowerCase();
  return word === 'udp' || word === 'sctp' ? word : 'tcp';
}
