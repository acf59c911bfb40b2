/** The addresses of a network, as Compose's `ipam.config` has them. */
export interface AddressPool {
  readonly subnet: string;
  /** The part of it that the engine gives addresses from by itself. */
  readonly ip_range?: string | null | undefined;
  /** The first address of that part where it is not named. */
  readonly gateway?: string | null | undefined;
  readonly aux_addresses?: Readonly<Record<string, string>> | null | undefined;
}

interface Block {
  readonly first: bigint;
  readonly last: bigint;
  readonly isIpv6: boolean;
}

/** IPv6 pools are larger than any engine counts: an address is taken from the end of so many. */
const counted = 0xffffn;

/**
 * The last address of a pool that is nobody's: not of the network itself, not its gateway, not `given` away, and outside the part that
 * the engine gives from where there is such a place. `undefined` where none is left beside the `others` whose addresses the engine
 * chooses, or the pool can't be read.
 */
export function lastFreeAddress(
  pool: AddressPool,
  given: readonly string[],
  others: number,
): string | undefined {
  const subnet = blockOf(pool.subnet);
  if (subnet === undefined) return undefined;
  const usable = hostsOf(subnet);
  const chosenFrom = within(usable, blockOf(pool.ip_range ?? '') ?? usable);
  const named = [pool.gateway ?? '', ...Object.values(pool.aux_addresses ?? {}), ...given];
  const reserved = new Set(named.flatMap((address) => numberOf(address) ?? []));
  if (numberOf(pool.gateway ?? '') === undefined) reserved.add(chosenFrom.first);

  const isOutside = chosenFrom.last < usable.last || chosenFrom.first > usable.first;
  const outside = isOutside ? lastFree(usable, reserved, chosenFrom) : undefined;
  if (outside !== undefined) return textOf(outside, subnet.isIpv6);
  const taken = [...reserved].filter((one) => one >= chosenFrom.first && one <= chosenFrom.last).length;
  const left = chosenFrom.last - chosenFrom.first + 1n - BigInt(taken) - BigInt(others);
  const inside = left > 0n ? lastFree(chosenFrom, reserved) : undefined;
  return inside === undefined ? undefined : textOf(inside, subnet.isIpv6);
}

/** Whether an address or a pool is one of IPv6. */
export function isIpv6(text: string): boolean {
  return text.includes(':');
}

function lastFree(block: Block, reserved: ReadonlySet<bigint>, except?: Block): bigint | undefined {
  for (let one = block.last; one >= block.first; one -= 1n) {
    if (except !== undefined && one >= except.first && one <= except.last) one = except.first;
    else if (!reserved.has(one)) return one;
  }
  return undefined;
}

/** What containers can have: neither the first nor the last address of IPv4, which mean the network and all of it. */
function hostsOf({ first, last, isIpv6 }: Block): Block {
  if (!isIpv6) return { first: first + 1n, last: last - 1n, isIpv6 };
  return { first: first + 1n, last: last - first > counted ? first + counted : last, isIpv6 };
}

function within(block: Block, part: Block): Block {
  // `Math.max` takes no numbers of this size.
  const [first, last] = [ordered(block.first, part.first)[1], ordered(block.last, part.last)[0]];
  return first > last ? block : { ...block, first, last };
}

function ordered(one: bigint, other: bigint): readonly [bigint, bigint] {
  return one < other ? [one, other] : [other, one];
}

function blockOf(text: string): Block | undefined {
  const [address = '', prefix = ''] = text.split('/');
  const start = numberOf(address);
  const bits = isIpv6(address) ? 128 : 32;
  const length = /^\d+$/.test(prefix) ? Number(prefix) : Number.NaN;
  if (start === undefined || !(length <= bits)) return undefined;
  const size = 1n << BigInt(bits - length);
  const first = start - (start % size);
  return { first, last: first + size - 1n, isIpv6: bits === 128 };
}

function numberOf(address: string): bigint | undefined {
  const groups = isIpv6(address) ? groupsOf(address) : address.split('.').map(Number);
  const [width, count, most] = isIpv6(address) ? [16n, 8, 0xffff] : [8n, 4, 255];
  if (groups.length !== count || !groups.every((one) => one >= 0 && one <= most)) return undefined;
  return groups.reduce((sum, one) => (sum << width) + BigInt(one), 0n);
}

/** The eight groups of an IPv6 address, in any spelling. */
function groupsOf(address: string): readonly number[] {
  const url = `http://[${address}]/`;
  if (!URL.canParse(url)) return [];
  const [head = '', tail] = new URL(url).hostname.slice(1, -1).split('::');
  const read = (part: string) =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
  const [before, after] = [read(head), read(tail ?? '')];
  const missing = tail === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...Array<number>(missing).fill(0), ...after];
}

function textOf(value: bigint, isIpv6: boolean): string {
  const [width, count] = isIpv6 ? [16n, 8] : [8n, 4];
  const groups = Array.from({ length: count }, (_, index) => {
    const group = (value >> (width * BigInt(count - 1 - index))) & ((1n << width) - 1n);
    return group.toString(isIpv6 ? 16 : 10);
  });
  return isIpv6 ? new URL(`http://[${groups.join(':')}]/`).hostname.slice(1, -1) : groups.join('.');
}
