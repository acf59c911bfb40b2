import type Docker from 'dockerode';
import type { ContainerInspectInfo } from 'dockerode';
import { changedFiles } from './changed-files.ts';
import { isHash } from './container-facts.ts';
import { unnamedPlace } from './labels.ts';
import type { Holdings, Seen } from './seen.ts';
import { inspectAll } from './settle.ts';

/** Everything of a Compose project that the engine has. */
export async function holdingsOf(docker: Docker, project: string): Promise<Holdings> {
  const filters = { label: [`com.docker.compose.project=${project}`] };
  const [infos, networks, { Volumes }] = await Promise.all([
    inspectAll(docker, project),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
  ]);
  const containers = await Promise.all(
    infos.map(async (info) => ({ info, changes: await changedFiles(docker, info) })),
  );
  return { containers, networks, volumes: Volumes };
}

/** The volumes without a name that these containers use: the engine's name, and where they are mounted. */
export function unnamedVolumes(containers: readonly ContainerInspectInfo[]): ReadonlyMap<string, string> {
  return new Map(
    containers.flatMap(({ Config, Mounts }) =>
      Mounts.filter(({ Type, Name = '' }) => Type === 'volume' && isHash(Name)).map(
        ({ Name = '', Destination }) =>
          [Name, `unnamed of ${Config.Labels['com.docker.compose.service']}:${Destination}`] as const,
      ),
    ),
  );
}

/** What a project has left, by name; of unnamed volumes those of this list. */
export async function leftOf(
  docker: Docker,
  project: string,
  unnamed: ReadonlyMap<string, string>,
): Promise<Seen['left']> {
  const filters = { label: [`com.docker.compose.project=${project}`] };
  const [containers, networks, { Volumes: volumes }, { Volumes: all }] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
    docker.listVolumes(),
  ]);
  return {
    containers: containers.map(({ Names, Id }) => Names[0] ?? Id),
    networks: networks.map(({ Name }) => Name),
    volumes: [
      ...volumes.map(({ Name, Labels }) => {
        const place = unnamedPlace(Labels);
        return place === undefined ? Name : `unnamed of ${place}`;
      }),
      ...all.flatMap(({ Name }) => unnamed.get(Name) ?? []),
    ],
  };
}
