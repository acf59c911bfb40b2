import { messageOf, SimError } from '../../errors.js';

/**
 * The host port that the engine could not give a container, by its words: for one that another container has, and for one that
 * any other process has. 0 where it does not name it.
 */
export function takenPort(error: unknown): number | undefined {
  const detail = error instanceof SimError ? (error.detail ?? '') : '';
  const words = `${messageOf(error)} ${detail}`;
  if (!/port is already allocated|address already in use/.test(words)) return undefined;
  const named = /(?:Bind for|listen (?:tcp|udp)[46]?) \S*:(\d+)/.exec(words)?.[1];
  return named === undefined ? 0 : Number(named);
}
