import type Docker from 'dockerode';
import type { RemovalReport } from '../../state/event.js';
import { isGone, isUnchanged, translate } from './errors.js';

/** A creation that was cancelled may still be finished by the engine: so it is looked again, but not for ever. */
const longestLook = 5;

/** Removes everything that carries the label, running or not; anonymous volumes go with their containers. */
export async function removeLabelled(
  docker: Docker,
  label: string,
  volumes: boolean,
): Promise<RemovalReport> {
  const filters = { label: [label] };
  const removed = { containers: new Set<string>(), networks: new Set<string>() };
  try {
    for (let look = 0; look < longestLook; look++) {
      const containers = await docker.listContainers({ all: true, filters });
      await Promise.all(
        containers.map(({ Id }) => settle(docker.getContainer(Id).remove({ force: true, v: true }))),
      );
      const networks = await docker.listNetworks({ filters });
      await Promise.all(networks.map(({ Id }) => settle(docker.getNetwork(Id).remove())));
      for (const { Names, Id } of containers) removed.containers.add(Names[0]?.replace(/^\//, '') ?? Id);
      for (const { Name } of networks) removed.networks.add(Name);
      if (containers.length + networks.length === 0) break;
    }
    const { Volumes: found } = await docker.listVolumes({ filters });
    // A volume that a foreign container uses must be heard of, so only 'gone' is no error.
    if (volumes) await Promise.all(found.map(({ Name }) => removeVolume(docker, Name)));
    const names = found.map(({ Name }) => Name);
    return {
      containers: [...removed.containers],
      networks: [...removed.networks],
      volumes: volumes ? names : [],
      keptVolumes: volumes ? [] : names,
    };
  } catch (error) {
    throw translate(error);
  }
}

/** Gone, or about to go, is what was wanted. */
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
