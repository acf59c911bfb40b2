import { createServer } from 'node:net';
import { type Check, type CheckContext, ok, type PortHolder, warn } from './check.js';

/**
 * Whether the usual ports are free. One that an environment of Sim's own has is as it should be, and one that others have is no
 * trouble: another is used and shown.
 */
export async function checkPorts({ ports, environment, search, portHolders }: CheckContext): Promise<Check> {
  // An engine that has gone meanwhile is told by another check.
  const holders: ReadonlyMap<number, PortHolder> =
    search.state === 'found' ? await portHolders(search.options).catch(() => new Map()) : new Map();
  const free: number[] = [];
  const own: string[] = [];
  const others: string[] = [];
  for (const port of ports) {
    const holder = holders.get(port);
    if (holder?.environment !== undefined) own.push(ownWords(port, holder, environment));
    else if (holder !== undefined) others.push(`${port} is taken by the container ${holder.container}`);
    // An engine may hand a port on without listening there itself, so its own word comes first.
    else if (await isFree(port)) free.push(port);
    else others.push(`${port} is taken`);
  }
  const freeWords = free.length === 0 ? [] : [`${free.join(', ')} ${free.length === 1 ? 'is' : 'are'} free`];
  const detail = [...freeWords, ...own, ...others].join('; ');
  if (others.length === 0) return ok('ports', detail);
  return warn('ports', detail, 'Nothing has to be done: up takes free ones instead, and status shows them.');
}

/** `up` leaves its own environment's ports where they are, and gives every other environment the next free ones. */
function ownWords(port: number, { environment, service, container }: PortHolder, wanted: string): string {
  const held = `${port} is held by environment ${environment} (${service ?? container})`;
  return environment === wanted ? held : `${held}, so up of ${wanted} moves it`;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
