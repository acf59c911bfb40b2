import type { Compose } from '../../adapters/compose/compose.js';
import type { ContainerEngine } from '../../adapters/docker/container-engine.js';
import type { Environment, ServiceDefinition } from '../../environment/environment.js';
import type { HotImages } from '../../environment/hot-images.js';
import { leftOutFile } from '../../environment/left-out.js';
import { type ImageVolumes, type UnnamedVolume, unnamedVolumes } from '../../environment/unnamed-volumes.js';
import type { Declared } from './declaration.js';
import { ImageVolumeMemory } from './image-volumes.js';
import { writeComposeFiles } from './write-compose-files.js';

interface CreationOptions {
  readonly engine: Pick<ContainerEngine, 'imageVolumes' | 'volumesOfEngine'>;
  /** What is declared now. */
  readonly declared: () => Declared;
  /** Runs tasks one after the other: while Compose is about to read the files that were written, they must not be rewritten. */
  readonly oneAtATime: <T>(task: () => Promise<T>) => Promise<T>;
  /** Called once for each database whose container gets volumes that no Compose file names, with their paths. */
  readonly onUnnamedVolumes: (service: string, targets: readonly string[]) => void;
}

/** What only Compose can do: make containers, start those with configs, secrets or hooks, and stop those with hooks. */
export class ComposeCreation {
  readonly #options: CreationOptions;
  readonly #imageVolumes: ImageVolumeMemory;
  readonly #toldOfUnnamed = new Set<string>();
  /** The images with which containers were made last. */
  #images: Readonly<Record<string, string>> = {};

  constructor(options: CreationOptions) {
    this.#options = options;
    this.#imageVolumes = new ImageVolumeMemory(options.engine);
  }

  /**
   * Makes containers with these images, and starts none; with `anew` also where Compose finds nothing changed. `scales` says how many a
   * service is to have, where that is not what is declared.
   */
  create(
    services: readonly string[],
    images: Readonly<Record<string, string>>,
    options: {
      readonly anew: boolean;
      readonly kept?: boolean;
      readonly scales?: Readonly<Record<string, number>>;
    },
    signal: AbortSignal,
  ): Promise<void> {
    this.#images = images;
    return this.#withFiles(services, images, (compose, definitions) => {
      const more = leftOutFile(definitions, services, { needed: options.anew });
      return compose.create(services, { ...options, more }, signal);
    });
  }

  /** Stops a service with its hooks. */
  stop(service: string, signal: AbortSignal): Promise<void> {
    const { declared, oneAtATime } = this.#options;
    return oneAtATime(() => declared().compose.stop(service, signal));
  }

  /** Starts a service as `create` wrote it: between the two nothing may be declared anew without its images. */
  start(service: string, signal: AbortSignal): Promise<void> {
    return this.#withFiles([service], this.#images, (compose, definitions) =>
      compose.upNoDeps(service, signal, leftOutFile(definitions, [service], { needed: false })),
    );
  }

  #withFiles(
    services: readonly string[],
    images: Readonly<Record<string, string>>,
    act: (compose: Compose, definitions: Environment['services']) => Promise<void>,
  ): Promise<void> {
    return this.#options.oneAtATime(async () => {
      const { declaration, compose } = this.#options.declared();
      const { environment, project } = declaration;
      const own = ({ go, internal }: ServiceDefinition) =>
        internal || (go !== undefined && go.runtime === undefined);
      const others = Object.values(environment.services).filter((service) => !own(service));
      const ofImages = {
        ...volumesOf(declaration.hotImages),
        ...(await this.#imageVolumes.of(others, images, services)),
      };
      const unnamed = unnamedVolumes(project, ofImages, await this.#options.engine.volumesOfEngine());
      await writeComposeFiles(declaration, images, unnamed);
      this.#tellOfUnnamed(environment, unnamed, services);
      await act(compose, environment.services);
    });
  }

  #tellOfUnnamed(
    environment: Environment,
    unnamed: readonly UnnamedVolume[],
    services: readonly string[],
  ): void {
    for (const service of services) {
      const targets = unnamed.filter((volume) => volume.service === service).map(({ target }) => target);
      if (environment.services[service]?.kind !== 'database' || targets.length === 0) continue;
      if (this.#toldOfUnnamed.has(service)) continue;
      this.#toldOfUnnamed.add(service);
      this.#options.onUnnamedVolumes(service, targets);
    }
  }
}

/** The volumes that hot-rebuilt services want by their Dockerfiles; Sim's own image, in which they run, declares none. */
function volumesOf(images: HotImages): ImageVolumes {
  return Object.fromEntries(Object.entries(images).map(([service, { volumes }]) => [service, volumes]));
}
