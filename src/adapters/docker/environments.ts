import type Docker from 'dockerode';
import { environmentLabel, stateLabel } from '../../environment/environment.js';
import { translate } from './errors.js';

/** What exists of one environment on the engine. */
export interface EnvironmentOnEngine {
  readonly name: string;
  readonly containers: number;
  readonly running: number;
  readonly networks: number;
  readonly volumes: number;
  /** The `.sim/<name>` folders of the controllers that made it; more than one where two checkouts use the same name. */
  readonly owners: readonly string[];
}

/** Every environment that has anything left on this engine, by name. */
export async function listEnvironments(docker: Docker): Promise<readonly EnvironmentOnEngine[]> {
  const filters = { label: [environmentLabel] };
  try {
    const [containers, networks, { Volumes: volumes }] = await Promise.all([
      docker.listContainers({ all: true, filters }),
      docker.listNetworks({ filters }),
      docker.listVolumes({ filters }),
    ]);
    const nameOf = ({ Labels }: { readonly Labels?: Readonly<Record<string, string>> | undefined }) =>
      Labels?.[environmentLabel] ?? '';
    const all = [...containers, ...networks, ...volumes];
    const names = new Set(all.map(nameOf).filter((name) => name !== ''));
    const of = (name: string) => (resource: Parameters<typeof nameOf>[0]) => nameOf(resource) === name;
    return [...names].sort().map((name) => ({
      name,
      containers: containers.filter(of(name)).length,
      running: containers.filter(of(name)).filter(({ State }) => State === 'running').length,
      networks: networks.filter(of(name)).length,
      volumes: volumes.filter(of(name)).length,
      owners: [...new Set(all.filter(of(name)).flatMap(({ Labels }) => Labels?.[stateLabel] ?? []))].sort(),
    }));
  } catch (error) {
    throw translate(error);
  }
}
