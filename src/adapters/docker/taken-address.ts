import type Docker from 'dockerode';
import { SimError } from '../../errors.js';

/** An address that a container asks for on a network, by the names that the engine has for both. */
interface WantedAddress {
  readonly network: string;
  readonly address: string;
}

/**
 * The engine's failure to start a container because an address is taken, with the address and the container that has it: the engine names
 * neither. Any other failure stays as it is.
 */
export async function withTakenAddress(docker: Docker, id: string, failure: SimError): Promise<SimError> {
  // The engine writes so of addresses of its networks alone; of ports it begins with a small letter.
  if (!failure.message.endsWith('Address already in use')) return failure;
  // Where the holder can't be found the failure is told all the same.
  const known = await holdersOf(docker, id).catch(() => []);
  if (known.length === 0) return failure;
  return new SimError(failure.code, `${failure.message}: ${known.join('; ')}`, { cause: failure });
}

async function holdersOf(docker: Docker, id: string): Promise<readonly string[]> {
  const wanted = wantedAddresses(await docker.getContainer(id).inspect());
  const told = await Promise.all(wanted.map((one) => holderWords(docker, one)));
  return told.filter((words) => words !== undefined);
}

function wantedAddresses({ NetworkSettings }: Docker.ContainerInspectInfo): readonly WantedAddress[] {
  return Object.entries(NetworkSettings.Networks).flatMap(([network, { IPAMConfig }]) => {
    // dockerode leaves its type open.
    const { IPv4Address, IPv6Address } = (IPAMConfig ?? {}) as { IPv4Address?: string; IPv6Address?: string };
    return [IPv4Address, IPv6Address].flatMap((address) => (address ? [{ network, address }] : []));
  });
}

async function holderWords(docker: Docker, { network, address }: WantedAddress): Promise<string | undefined> {
  const { Containers = {} } = await docker.getNetwork(network).inspect();
  const holder = Object.values(Containers ?? {}).find(({ IPv4Address, IPv6Address }) =>
    [IPv4Address, IPv6Address].some((held) => held.split('/')[0] === address),
  );
  return holder && `${holder.Name} has ${address} on network ${network}`;
}
