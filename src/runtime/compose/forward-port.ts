import { connect } from 'node:net';
import { SimError } from '../../errors.js';
import type { ContainerObservation } from '../../state/instances/container.js';
import type { ForwardedPort } from '../runtime.js';

/** How long a connection may take to be accepted, in milliseconds: all places are on this machine or in a network of it. */
const patienceMs = 1000;

interface Place {
  readonly host: string;
  readonly port: number;
}

/**
 * An address at which a TCP port of a container accepts connections: the published one, else the container's own where this machine can
 * reach it. Rejects with SimError `failed` where none does, and `interrupted` once `signal` aborts.
 */
export async function findPort(
  container: ContainerObservation,
  port: number,
  signal: AbortSignal,
): Promise<ForwardedPort> {
  for (const place of placesOf(container, port)) {
    if (await accepts(place, signal)) return { ...place, [Symbol.asyncDispose]: async () => undefined };
  }
  if (signal.aborted) throw new SimError('interrupted', `nobody waits for port ${port} any more`);
  throw new SimError('failed', `nothing answers at port ${port} of ${container.name}`, {
    hint: `publish it (ports: ["${port}"]), or see whether its process listens there`,
  });
}

function placesOf({ ports, addresses }: ContainerObservation, port: number): readonly Place[] {
  const published = ports.filter(({ target, protocol }) => target === port && protocol === 'tcp');
  return [
    ...published.map(({ hostIp, published }) => ({ host: reachable(hostIp), port: published })),
    ...Object.values(addresses).map((host) => ({ host, port })),
  ];
}

function reachable(hostIp: string): string {
  if (hostIp === '' || hostIp === '0.0.0.0') return '127.0.0.1';
  return hostIp === '::' ? '::1' : hostIp;
}

function accepts({ host, port }: Place, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: patienceMs });
    const end = (answer: boolean) => {
      signal.removeEventListener('abort', abort);
      socket.destroy();
      resolve(answer);
    };
    const abort = () => end(false);
    signal.addEventListener('abort', abort, { once: true });
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}
