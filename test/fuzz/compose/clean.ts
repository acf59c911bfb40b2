import type Docker from 'dockerode';
import { isGone } from './settle.ts';

const projectLabel = 'com.docker.compose.project';

/** Removes whatever the engine has of a Compose project, and these volumes. */
export async function removeProject(
  docker: Docker,
  project: string,
  volumes: Iterable<string> = [],
): Promise<void> {
  const filters = { label: [`${projectLabel}=${project}`] };
  for (const { Id } of await docker.listContainers({ all: true, filters })) {
    await gone(docker.getContainer(Id).remove({ force: true, v: true }));
  }
  for (const { Id } of await docker.listNetworks({ filters })) await gone(docker.getNetwork(Id).remove());
  const { Volumes } = await docker.listVolumes({ filters });
  for (const name of [...Volumes.map(({ Name }) => Name), ...volumes])
    await gone(docker.getVolume(name).remove());
  const images = await docker.listImages({ filters: { reference: [`${project}-*`] } });
  for (const tag of images.flatMap(({ RepoTags }) => RepoTags ?? []))
    await gone(docker.getImage(tag).remove());
}

/** Removes the images that were built for projects of a run. */
export async function removeBuilt(docker: Docker, run: string): Promise<void> {
  const images = await docker.listImages({ filters: { reference: [`sim-fuzz/built-${run}-*`] } });
  for (const tag of images.flatMap(({ RepoTags }) => RepoTags ?? []))
    await gone(docker.getImage(tag).remove());
}

async function gone(removal: Promise<unknown>): Promise<void> {
  await removal.catch((error: unknown) => {
    if (!isGone(error)) throw error;
  });
}

/** The names that a run gives: `fuzz-<process id>`, with Sim's `sim-` before. */
const nameOfRun = /^(?:sim-)?(fuzz-(\d+))-\d+(?:-c)?$/;

/** The projects of runs that were killed: their process is no more. */
export async function abandonedProjects(
  docker: Docker,
  runs: (pid: number) => boolean,
): Promise<readonly string[]> {
  const [containers, networks, { Volumes }] = await Promise.all([
    docker.listContainers({ all: true }),
    docker.listNetworks(),
    docker.listVolumes(),
  ]);
  const names = [...containers, ...networks, ...Volumes].map(({ Labels }) => Labels?.[projectLabel] ?? '');
  return [...new Set(names)].filter((name) => {
    const pid = nameOfRun.exec(name)?.[2];
    return pid !== undefined && !runs(Number(pid));
  });
}

/** The images of runs that were killed, by tag; those that a run makes itself and those that its projects built. */
export async function abandonedImages(
  docker: Docker,
  runs: (pid: number) => boolean,
): Promise<readonly string[]> {
  const images = await docker.listImages({ filters: { reference: ['sim-fuzz/*'] } });
  return images
    .flatMap(({ RepoTags }) => RepoTags ?? [])
    .filter((tag) => {
      const pid = /^sim-fuzz\/(?:built-fuzz-(\d+)-.*|[a-z]+:fuzz-(\d+)$)/.exec(tag);
      return pid !== null && !runs(Number(pid[1] ?? pid[2]));
    });
}
