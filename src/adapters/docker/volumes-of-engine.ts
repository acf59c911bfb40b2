import type Docker from 'dockerode';
import { translate } from './errors.js';
import { ownerOf } from './observation.js';
import { engineName } from './removal.js';

type Listed = Pick<Docker.ContainerInfo, 'Labels' | 'Mounts'>;

/** Where the first container of each service, among those with the label, has a volume that the engine has named: `service:path`. */
export async function volumesOfEngine(docker: Docker, label: string): Promise<ReadonlySet<string>> {
  try {
    return placesOfFirst(await docker.listContainers({ all: true, filters: { label: [label] } }));
  } catch (error) {
    throw translate(error);
  }
}

/** The same, of these containers, in any order. */
export function placesOfFirst(containers: readonly Listed[]): ReadonlySet<string> {
  const first = new Map<string, { readonly index: number; readonly mounts: Listed['Mounts'] }>();
  for (const { Labels, Mounts } of containers) {
    const owner = ownerOf(Labels);
    if (owner === undefined) continue;
    const known = first.get(owner.service);
    if (known === undefined || owner.index < known.index)
      first.set(owner.service, { index: owner.index, mounts: Mounts });
  }
  return new Set(
    [...first].flatMap(([service, { mounts }]) =>
      mounts
        .filter(({ Type, Name = '' }) => Type === 'volume' && engineName.test(Name))
        .map(({ Destination }) => `${service}:${Destination}`),
    ),
  );
}
