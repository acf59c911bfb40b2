import type Docker from 'dockerode';
import type { RemovalReport } from '../../state/event.js';
import { isGone, isUnchanged, translate } from './errors.js';

/** Removes everything that carries the label, running or not; anonymous volumes go with their containers. */
export async function removeLabelled(
  docker: Docker,
  label: string,
  volumes: boolean,
): Promise<RemovalReport> {
  const filters = { label: [label] };
  try {
    const containers = await docker.listContainers({ all: true, filters });
    await Promise.all(
      containers.map(({ Id }) => settle(docker.getContainer(Id).remove({ force: true, v: true }))),
    );
    const networks = await docker.listNetworks({ filters });
    await Promise.all(networks.map(({ Id }) => settle(docker.getNetwork(Id).remove())));
    const { Volumes: found } = await docker.listVolumes({ filters });
    // A volume that a foreign container uses must be heard of, so only 'gone' is no error.
    if (volumes) await Promise.all(found.map(({ Name }) => removeVolume(docker, Name)));
    const names = found.map(({ Name }) => Name);
    return {
      containers: containers.map(({ Names, Id }) => Names[0]?.replace(/^\//, '') ?? Id),
      networks: networks.map(({ Name }) => Name),
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
