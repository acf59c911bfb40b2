import type { ComposeNetwork, ComposeProject } from './compose-project.js';
import { type AgentReach, agentService } from './environment.js';
import { isIpv6, lastFreeAddress } from './free-address.js';

/** The address that the agent has on a network; without one the engine chooses. */
export interface AgentAddresses {
  readonly ipv4_address?: string;
  readonly ipv6_address?: string;
}

/** Where the agent is, in the words of Compose. */
export interface AgentNetworks {
  readonly joined: Readonly<Record<string, AgentAddresses>>;
  /** A network of its own, by which the controller reaches it where no other one leads out; `undefined` where one does. */
  readonly own: string | undefined;
  /** It must not lead anybody out of a network that is closed. */
  readonly joinsInternal: boolean;
  readonly reach: AgentReach;
}

type FixedAddresses = {
  readonly ipv4_address?: string | null | undefined;
  readonly ipv6_address?: string | null | undefined;
};

/** Drivers whose networks are this machine's, or the swarm's, own: on others an address may be one of somebody's real network. */
const joinable: readonly (string | null | undefined)[] = [
  undefined,
  null,
  '',
  'default',
  'bridge',
  'overlay',
];

/**
 * The networks that the agent joins: those that services use, and no other, so that none is made for it alone. It keeps off addresses
 * that somebody wants: where the file says which addresses there are, it takes the last one that is nobody's.
 */
export function agentNetworks(project: ComposeProject): AgentNetworks {
  const joined: Record<string, AgentAddresses> = {};
  const apart: { network: string; why: string }[] = [];
  for (const [key, members] of usedNetworks(project)) {
    const network = project.networks[key] ?? null;
    const place = placeOn(key, network, members);
    if (typeof place === 'string') apart.push({ network: key, why: place });
    else joined[key] = place;
  }
  const names = Object.keys(joined);
  const leadsOut = names.some((name) => {
    const network = project.networks[name];
    // Of somebody else's network it is not known.
    return network?.external !== true && network?.internal !== true;
  });
  return {
    joined,
    own: names.length === 0 || leadsOut ? undefined : freeKey(project),
    joinsInternal: names.some(
      (name) => project.networks[name]?.internal === true || project.networks[name]?.external === true,
    ),
    reach: { apart, blind: names.length > 0 ? undefined : blindWords(apart) },
  };
}

/** Each network that a service is on, with the addresses that each of these asks for. */
function usedNetworks({ services }: ComposeProject): ReadonlyMap<string, readonly FixedAddresses[]> {
  const used = new Map<string, FixedAddresses[]>();
  for (const { network_mode, networks } of Object.values(services)) {
    if (network_mode) continue;
    for (const [key, wish] of Object.entries(networks ?? { default: null })) {
      used.set(key, [...(used.get(key) ?? []), wish ?? {}]);
    }
  }
  return used;
}

/** The agent's addresses on a network, or why it stays off. */
function placeOn(
  key: string,
  network: ComposeNetwork,
  members: readonly FixedAddresses[],
): AgentAddresses | string {
  if (network?.external === true) {
    if (key !== 'default') return 'it is external';
    const isGivenAway = members.some(({ ipv4_address, ipv6_address }) => ipv4_address || ipv6_address);
    return isGivenAway ? 'it is external, and services ask for addresses on it' : {};
  }
  if (!joinable.includes(network?.driver)) return `its driver is ${network?.driver}`;
  const ipv4 = addressOn(network, members, false);
  const ipv6 = network?.enable_ipv6 === true ? addressOn(network, members, true) : undefined;
  if (ipv4 === 'none' || ipv6 === 'none') return 'it has no address left';
  return {
    ...(ipv4 === undefined ? {} : { ipv4_address: ipv4 }),
    ...(ipv6 === undefined ? {} : { ipv6_address: ipv6 }),
  };
}

/** `undefined` where the engine chooses the subnet: then nobody can ask for an address of it. */
function addressOn(
  network: ComposeNetwork,
  members: readonly FixedAddresses[],
  ofIpv6: boolean,
): string | 'none' | undefined {
  const pool = network?.ipam?.config?.find(({ subnet }) => subnet && isIpv6(subnet) === ofIpv6);
  if (!pool?.subnet) return undefined;
  const given = members.flatMap((one) => (ofIpv6 ? one.ipv6_address : one.ipv4_address) || []);
  return lastFreeAddress({ ...pool, subnet: pool.subnet }, given, members.length - given.length) ?? 'none';
}

function freeKey({ networks }: ComposeProject): string {
  let key = agentService;
  while (Object.hasOwn(networks, key)) key = `${key}-own`;
  return key;
}

function blindWords(apart: AgentReach['apart']): string {
  if (apart.length === 0) return 'no service is on a network of this environment';
  return `the agent stays off ${apart.map(({ network, why }) => `network '${network}' (${why})`).join(' and ')}`;
}
