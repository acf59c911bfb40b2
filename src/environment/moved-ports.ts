import { authority, type MovedPort, type PublishedPort } from './environment.js';

/** The text of `movedPortsLabel` for one service; `undefined` where nothing has to be remembered. */
export function movedPortsText(moved: readonly MovedPort[]): string | undefined {
  const known = moved.filter(({ to }) => to !== 0);
  if (known.length === 0) return undefined;
  return known
    .map(({ from, to, hostIp, protocol }) => `${from}>${authority(hostIp, to)}/${protocol}`)
    .join(' ');
}

/** Where a published port has moved away from, by that text; `undefined` where it has not. */
export function movedFrom(
  text: string | undefined,
  { hostIp, published, protocol }: Pick<PublishedPort, 'hostIp' | 'published' | 'protocol'>,
): number | undefined {
  const end = `>${authority(hostIp, published)}/${protocol}`;
  const entry = text?.split(' ').find((one) => one.endsWith(end));
  return entry === undefined ? undefined : Number.parseInt(entry, 10);
}
