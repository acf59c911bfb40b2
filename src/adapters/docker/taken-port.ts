import type { RefusedPort } from '../../environment/assign-ports.js';
import { messageOf, SimError } from '../../errors.js';

/**
 * The host port that the engine could not give a container, by its words: for one that another container has, and for one that
 * any other process has. Port 0 where it does not name it, and without what it does not say of it.
 */
export function takenPort(error: unknown): RefusedPort | undefined {
  const detail = error instanceof SimError ? (error.detail ?? '') : '';
  const words = `${messageOf(error)} ${detail}`;
  if (!/port is already allocated|address already in use/.test(words)) return undefined;
  const [, protocol, address, port] = /(?:Bind for|listen (tcp|udp)[46]?) (\S*):(\d+)/.exec(words) ?? [];
  return {
    hostIp: address?.replace(/^\[|\]$/g, '') || undefined,
    protocol: protocol === 'tcp' || protocol === 'udp' ? protocol : undefined,
    published: Number(port ?? 0),
  };
}
