import { isIpv6 } from './free-address.js';

/** What stands for every address of one family, and for those of both where nothing is named. */
const everyIpv4 = '0.0.0.0';
const everyIpv6 = '::';

/** The loopback address that stands for an address of a host: its own where it is one, else that of its family. */
export function loopbackFor(hostIp: string | undefined): string {
  const address = plainAddress(hostIp ?? '');
  if (isIpv6(address)) return '::1';
  return address.startsWith('127.') ? address : '127.0.0.1';
}

/** Whether both could never be bound for one port: the same address, or one that is every address of the other's family. */
export function addressesMeet(one: string | undefined, other: string | undefined): boolean {
  const [left, right] = [bindingsOf(one), bindingsOf(other)];
  return left.some((a) =>
    right.some((b) => isIpv6(a) === isIpv6(b) && (a === b || isEvery(a) || isEvery(b))),
  );
}

/** Whether what is published there is reached by loopback, as `loopbackFor` has it. */
export function coversLoopback(hostIp: string | undefined): boolean {
  return addressesMeet(hostIp, loopbackFor(hostIp));
}

function bindingsOf(hostIp: string | undefined): readonly string[] {
  const address = plainAddress(hostIp ?? '');
  return address === '' ? [everyIpv4, everyIpv6] : [address];
}

function isEvery(address: string): boolean {
  return address === everyIpv4 || address === everyIpv6;
}

/** One spelling for each address: IPv6 has many, and one of them for IPv4. */
function plainAddress(hostIp: string): string {
  if (!isIpv6(hostIp)) return hostIp;
  const host = URL.canParse(`http://[${hostIp}]/`) ? new URL(`http://[${hostIp}]/`).hostname : hostIp;
  const address = host.replace(/^\[|\]$/g, '');
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(address);
  if (mapped === null) return address;
  return mapped
    .slice(1)
    .flatMap((part) => [Number.parseInt(part, 16) >> 8, Number.parseInt(part, 16) & 255])
    .join('.');
}
