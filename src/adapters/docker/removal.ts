import type Docker from 'dockerode';
import { unnamedLabel } from '../../environment/environment.js';
import type { RemovalReport, UnnamedVolumeReport } from '../../state/core/event.js';
import { isGone, isInUse, isUnchanged, translate } from './errors.js';
import { composeServiceLabel } from './observation.js';

/** How often it is looked whether anything is left: the engine may still finish a creation that was cancelled. */
const longestLook = 5;
/** The engine names volumes like this that nobody has named; older ones say by nothing else which these are. */
export const engineName = /^[0-9a-f]{64}$/;
const anonymousLabel = 'com.docker.volume.anonymous';

/** Where a container had a volume. */
interface Use {
  readonly service: string;
  readonly path: string;
  /** Whether the container was created with the volume's name, so that somebody means this volume, even where the engine once made the name up. */
  readonly isNamed: boolean;
}

/** Removes everything that carries the label, running or not, and reports every volume: removed, kept, or somebody else's. */
export async function removeLabelled(
  docker: Docker,
  label: string,
  volumes: boolean,
): Promise<RemovalReport> {
  try {
    const { containers, networks, uses } = await removeContainers(docker, label);
    const { Volumes: labelled } = await docker.listVolumes({ filters: { label: [label] } });
    const known = new Set(labelled.map(({ Name }) => Name));
    const unlabelled = new Map([...uses].filter(([name]) => !known.has(name)));
    const others = await classified(docker, unlabelled);
    // That a foreign container uses a volume has to be reported, so only 'gone' is no error.
    if (volumes) await Promise.all(labelled.map(({ Name }) => removeVolume(docker, Name)));
    const removed = volumes ? await removedOf(docker, others.anonymous) : [];
    const stay = others.anonymous.filter((name) => !removed.includes(name));
    const names = [...known];
    return {
      containers,
      networks,
      volumes: volumes ? [...names, ...removed] : [],
      keptVolumes: volumes ? stay : [...names, ...stay],
      externalVolumes: others.foreign,
      unnamedVolumes: [
        ...labelled.flatMap(({ Name, Labels }) => reportOf(Name, Labels?.[unnamedLabel])),
        ...others.anonymous.flatMap((name) => {
          const use = uses.get(name);
          return use === undefined ? [] : [{ name, service: use.service, path: use.path, remounted: false }];
        }),
      ],
    };
  } catch (error) {
    throw translate(error);
  }
}

/** Removes containers and networks; resolves also with the volumes that they had mounted: a volume without a label is known by nothing else. */
async function removeContainers(docker: Docker, label: string) {
  const filters = { label: [label] };
  const removed = { containers: new Set<string>(), networks: new Set<string>() };
  const uses = new Map<string, Use>();
  for (let look = 0; look < longestLook; look++) {
    const containers = await docker.listContainers({ all: true, filters });
    for (const { Id, Mounts, Labels } of containers) {
      const volumes = Mounts.filter(({ Type }) => Type === 'volume').flatMap(({ Name, Destination }) =>
        Name === undefined ? [] : [{ name: Name, path: Destination }],
      );
      const named = volumes.some(({ name }) => engineName.test(name)) ? await namedBy(docker, Id) : [];
      for (const { name, path } of volumes) {
        const isNamed = named.includes(name) || uses.get(name)?.isNamed === true;
        uses.set(name, { service: Labels[composeServiceLabel] ?? '', path, isNamed });
      }
    }
    // `v: true` is never sent: the engine would remove unnamed volumes even where they are to be kept.
    await Promise.all(containers.map(({ Id }) => settle(docker.getContainer(Id).remove({ force: true }))));
    const networks = await docker.listNetworks({ filters });
    await Promise.all(networks.map(({ Id }) => settle(docker.getNetwork(Id).remove())));
    for (const { Names, Id } of containers) removed.containers.add(Names[0]?.replace(/^\//, '') ?? Id);
    for (const { Name } of networks) removed.networks.add(Name);
    if (containers.length + networks.length === 0) break;
  }
  return { containers: [...removed.containers], networks: [...removed.networks], uses };
}

/** The volumes that a container was made with by their names. Compose, too, takes a volume over by its name when it makes a container anew. */
async function namedBy(docker: Docker, id: string): Promise<readonly string[]> {
  try {
    const { Binds, Mounts } = (await docker.getContainer(id).inspect()).HostConfig;
    return [
      ...(Binds ?? []).map((bind) => bind.split(':')[0] ?? ''),
      ...(Mounts ?? []).flatMap(({ Type, Source }) => (Type === 'volume' ? Source : [])),
    ];
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}

/** Volumes without our label, sorted: those that the engine made for one container, and those of somebody else. */
async function classified(docker: Docker, uses: ReadonlyMap<string, Use>) {
  const found = await Promise.all(
    [...uses].map(async ([name, { isNamed }]) => {
      try {
        // The engine answers null where there are no labels.
        const { Labels: labels } = await docker.getVolume(name).inspect();
        const none = Object.keys(labels ?? {}).length === 0;
        const isEngines = anonymousLabel in (labels ?? {}) || (none && engineName.test(name));
        return { name, anonymous: isEngines && !isNamed };
      } catch (error) {
        if (isGone(error)) return undefined;
        throw error;
      }
    }),
  );
  const there = found.filter((volume) => volume !== undefined);
  return {
    anonymous: there.filter(({ anonymous }) => anonymous).map(({ name }) => name),
    foreign: there.filter(({ anonymous }) => !anonymous).map(({ name }) => name),
  };
}

function reportOf(name: string, label: string | undefined): readonly UnnamedVolumeReport[] {
  if (label === undefined) return [];
  const colon = label.indexOf(':');
  return [{ name, service: label.slice(0, colon), path: label.slice(colon + 1), remounted: true }];
}

/** Waits for a removal; that something is gone already, or about to go, is no error. */
async function settle(removal: Promise<unknown>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    if (!isGone(error) && !isUnchanged(error)) throw error;
  }
}

async function removeVolume(docker: Docker, name: string): Promise<void> {
  try {
    await docker.getVolume(name).remove();
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

/** Removes the volumes; resolves with those that went. One that was taken over from a foreign container (`volumes_from`) stays. */
async function removedOf(docker: Docker, names: readonly string[]): Promise<readonly string[]> {
  const removed = await Promise.all(
    names.map(async (name) => {
      try {
        await removeVolume(docker, name);
        return [name];
      } catch (error) {
        if (isInUse(error)) return [];
        throw error;
      }
    }),
  );
  return removed.flat();
}
