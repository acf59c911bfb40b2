import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { PublishedPort } from '../../environment/environment.js';

type HostPort = Pick<PublishedPort, 'hostIp' | 'protocol'>;

/** Whether a port of this machine is free, found out by listening on it for a moment. */
export async function isPortFree({ hostIp, protocol }: HostPort, port: number): Promise<boolean> {
  // Node has no SCTP sockets; the engine refuses a port that is taken.
  if (protocol === 'sctp') return true;
  try {
    await (protocol === 'udp' ? tryUdp(hostIp, port) : tryTcp(hostIp, port));
    return true;
  } catch (error) {
    // Only this code says that the port is taken. Another one may say that we may not listen on a low port, which the engine may.
    return codeOf(error) !== 'EADDRINUSE';
  }
}

async function tryTcp(host: string, port: number): Promise<void> {
  const server = createServer();
  server.listen({ host, port, exclusive: true });
  await once(server, 'listening');
  server.close();
  await once(server, 'close');
}

async function tryUdp(address: string, port: number): Promise<void> {
  const socket = createSocket({ type: address.includes(':') ? 'udp6' : 'udp4' });
  try {
    socket.bind({ address, port, exclusive: true });
    await once(socket, 'listening');
  } finally {
    socket.close();
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
