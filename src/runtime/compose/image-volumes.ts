import type { ContainerEngine } from '../../adapters/docker/container-engine.js';
import type { ServiceDefinition } from '../../environment/environment.js';
import type { ImageVolumes } from '../../environment/unnamed-volumes.js';

/** Remembers which volumes images declare. An image is asked again before a container is made of it. */
export class ImageVolumeMemory {
  readonly #engine: Pick<ContainerEngine, 'imageVolumes'>;
  readonly #known = new Map<string, readonly string[]>();

  constructor(engine: Pick<ContainerEngine, 'imageVolumes'>) {
    this.#engine = engine;
  }

  /**
   * Service -> the paths at which its image declares volumes, for services that `references` (service -> image) has. For those in `fresh` the
   * engine is asked again, because the name may mean another image by now.
   */
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
