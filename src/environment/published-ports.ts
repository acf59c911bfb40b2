import type { ComposePort, ComposeProject } from './compose-project.js';
import type { PublishedPort } from './environment.js';

/** A port that a service wants on the host. */
export interface WantedPort {
  readonly service: string;
  /** Its place in the service's list of ports. */
  readonly index: number;
  readonly hostIp: string;
  readonly target: number;
  readonly protocol: 'tcp' | 'udp';
  /** First and last port that will do; both 0 where Docker chooses. */
  readonly first: number;
  readonly last: number;
}

/** Every published port of a project, bound to loopback whatever the file says: nothing of ours listens beyond this machine. */
export function wantedPorts(project: ComposeProject): readonly WantedPort[] {
  return Object.entries(project.services).flatMap(([service, { ports }]) =>
    (ports ?? []).map((port, index) => {
      const [first, last] = publishedRange(port);
      return {
        service,
        index,
        hostIp: loopbackAddress(port.host_ip),
        target: port.target,
        protocol: protocolOf(port),
        first,
        last,
      };
    }),
  );
}

/** The project with the ports it will really publish: `published[i]` belongs to `wanted[i]`. Ports that became the same are listed once. */
export function withPublishedPorts(
  project: ComposeProject,
  wanted: readonly WantedPort[],
  published: readonly number[],
): ComposeProject {
  const services = Object.entries(project.services).map(([name, service]) => {
    if (service.ports === undefined || service.ports === null) return [name, service] as const;
    const ports = new Map<string, ComposePort>();
    service.ports.forEach((port, index) => {
      const at = wanted.findIndex((one) => one.service === name && one.index === index);
      const { published: _, ...rest } = port;
      const number = published[at] ?? 0;
      const hostIp = loopbackAddress(port.host_ip);
      const key = number === 0 ? `any ${index}` : `${hostIp} ${number} ${port.target} ${port.protocol}`;
      ports.set(key, {
        ...rest,
        host_ip: hostIp,
        ...(number === 0 ? {} : { published: String(number) }),
      });
    });
    return [name, { ...service, ports: [...ports.values()] }] as const;
  });
  return { ...project, services: Object.fromEntries(services) };
}

/** The published ports of one service in the form the rest of Sim uses. */
export function portsOf(ports: readonly ComposePort[] | null | undefined): readonly PublishedPort[] {
  return (ports ?? []).map((port) => ({
    hostIp: loopbackAddress(port.host_ip),
    published: publishedRange(port)[0],
    target: port.target,
    protocol: protocolOf(port),
  }));
}

function publishedRange({ published }: ComposePort): readonly [number, number] {
  const [first, last] = (published ?? '').split('-').map(Number);
  return [first || 0, last || first || 0];
}

function protocolOf({ protocol }: ComposePort): 'tcp' | 'udp' {
  return protocol === 'udp' ? 'udp' : 'tcp';
}

function loopbackAddress(hostIp: string | undefined): string {
  if (hostIp?.includes(':')) return '::1';
  return hostIp?.startsWith('127.') ? hostIp : '127.0.0.1';
}
