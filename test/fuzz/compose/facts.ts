import type { NetworkInspectInfo, VolumeInspectInfo } from 'dockerode';
import { containerFacts, instanceOf, isHash, serviceOf, stateOf } from './container-facts.ts';
import { flatten, sorted } from './flatten.ts';
import { ownLabels, unnamedPlace } from './labels.ts';
import { orderFacts, startsOf } from './order-facts.ts';
import { subnetPrefix } from './project.ts';
import type { Ended, Seen } from './seen.ts';

/** What can be compared: a name of the fact such as `services.web.state`, and what holds, as text. */
export type Facts = Readonly<Record<string, string>>;

/** The service that Sim adds, and the network. */
const agent = 'sim-agent';

/** The facts of what was seen, in words that are the same for both tools. */
export function factsOf(seen: Seen): Facts {
  // Sim gives them names of its own, by which they come back.
  const named = seen.held.volumes.filter(({ Labels }) => unnamedPlace(Labels) === undefined);
  const isUnnamed = (name: string) =>
    isHash(name) || seen.held.volumes.some((volume) => volume.Name === name && !named.includes(volume));
  const containers = seen.held.containers.filter((container) => serviceOf(container) !== agent);
  const facts: Record<string, string> = {
    'up.exit': exitOf(seen.up),
    'down.exit': exitOf(seen.down),
    'left.containers': sorted(seen.left.containers),
    'left.networks': sorted(seen.left.networks),
    'left.volumes': sorted(seen.left.volumes),
    ...orderFacts(containers, seen.events),
  };
  seen.after.forEach((ended, index) => {
    facts[`after.${index}`] = exitOf(ended);
  });
  for (const container of containers) {
    const prefix = `services.${instanceOf(container)}`;
    Object.assign(
      facts,
      prefixed(prefix, { state: stateOf(container), ...containerFacts(container, isUnnamed) }),
    );
    // How often a restart policy has got to by now is chance.
    if (container.info.HostConfig.RestartPolicy?.Name === 'no')
      facts[`${prefix}.starts`] = String(startsOf(container, seen.events));
    if (seen.again !== undefined)
      facts[`${prefix}.kept`] = String(seen.again.ids.includes(container.info.Id));
  }
  if (seen.again !== undefined) facts['again.exit'] = exitOf(seen.again.up);
  const networks = seen.held.networks.filter(
    ({ Labels }) => Labels?.['com.docker.compose.network'] !== agent,
  );
  for (const network of networks)
    Object.assign(facts, prefixed(`networks.${network.Name}`, networkFacts(network)));
  for (const volume of named) Object.assign(facts, prefixed(`volumes.${volume.Name}`, volumeFacts(volume)));
  return neutral(facts, seen);
}

/** Whatever is named after the project or by the id of a container, under a name that says only that. */
function neutral(facts: Facts, { project, held }: Seen): Facts {
  const ids = held.containers.map(
    (container) => [container.info.Id, `ID of ${instanceOf(container)}`] as const,
  );
  const same = (text: string) =>
    ids
      .reduce((said, [id, name]) => said.replaceAll(id, name).replaceAll(id.slice(0, 12), name), text)
      .replaceAll(project, 'PROJECT');
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [same(name), same(value)]));
}

function exitOf({ code }: Ended): string {
  if (code === undefined) return 'did not end';
  return code === 0 ? '0' : 'failed';
}

function networkFacts({
  Driver,
  Internal,
  Attachable,
  EnableIPv6,
  IPAM,
  Options,
  Labels,
}: NetworkInspectInfo): Facts {
  const own = (IPAM?.Config ?? []).filter(({ Subnet }) => Subnet?.startsWith(subnetPrefix));
  const settings = { Driver, Internal, Attachable, EnableIPv6, own, Options, Labels: ownLabels(Labels) };
  return flatten(settings);
}

function volumeFacts({ Driver, Options, Labels }: VolumeInspectInfo): Facts {
  return flatten({ Driver, Options, Labels: ownLabels(Labels) });
}

function prefixed(prefix: string, facts: Facts): Facts {
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [`${prefix}.${name}`, value]));
}
