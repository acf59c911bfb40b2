import type { ContainerEngine } from '../../adapters/docker/container-engine.js';
import type { ServiceDefinition } from '../../environment/environment.js';
import type { ImageVolumes } from '../../environment/unnamed-volumes.js';

/** What images say of the volumes that they want; an image is asked again before a container is made of it. */
export class ImageVolumeMemory {
  readonly #engine: Pick<ContainerEngine, 'imageVolumes'>;
  readonly #known = new Map<string, readonly string[]>();

  constructor(engine: Pick<ContainerEngine, 'imageVolumes'>) {
    this.#engine = engine;
  }

  /** Of these services, those whose image is known by `references` (service -> image); a name may be another image by now for the `fresh`. */
  async of(
    services: readonly ServiceDefinition[],
    references: Readonly<Record<string, string>>,
    fresh: readonly string[],
  ): Promise<ImageVolumes> {
    const found = services.map(async ({ name }) => {
      const reference = references[name];
      if (reference === undefined) return [];
      const known = fresh.includes(name) ? undefined : this.#known.get(reference);
      const paths = known ?? (await this.#engine.imageVolumes(reference));
      this.#known.set(reference, paths);
      return [[name, paths] as const];
    });
    return Object.fromEntries((await Promise.all(found)).flat());
  }
}
