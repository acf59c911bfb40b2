import { join } from 'node:path';
import type Docker from 'dockerode';
import { createRegistry } from '../adapters/registry.js';
import { type RunCommand, runCommand } from '../engine/commands.js';
import type { EngineFound } from '../engine/engine.js';
import { agentService, type Environment } from '../environment/environment.js';
import { SimError } from '../errors.js';
import { presentImage } from './present.js';
import { createImageProvider, type ImageFound } from './provider.js';

/** What is declared now, as far as images go. */
export interface DeclaredImages {
  readonly current: {
    readonly declaration: { readonly environment: Environment };
    readonly compose: {
      build(service: string, onLine: (line: string) => void, signal?: AbortSignal): Promise<void>;
    };
  };
}

/** What finding the images of an environment needs. */
export interface ImagesOptions {
  readonly found: EngineFound;
  readonly docker: Docker;
  /** The checkout. */
  readonly root: string;
  /** The folder of `.sim`: holds what is compiled for Sim's own images. */
  readonly stateRoot: string;
  readonly env: NodeJS.ProcessEnv;
  readonly declarations: DeclaredImages;
  readonly run?: RunCommand;
}

/** Which image serves each service of an environment. */
export interface Images {
  find(service: string, onProgress: (text: string) => void, signal: AbortSignal): Promise<ImageFound>;
}

/** The images of what is declared: Sim's own for hot-rebuilt services and the agent, built ones, and all others by name. */
export function createImages({
  found,
  docker,
  root,
  stateRoot,
  env,
  declarations,
  run = runCommand,
}: ImagesOptions): Images {
  const provider = createImageProvider({
    docker,
    registry: createRegistry(docker),
    builder: { run, buildxCommand: found.buildxCommand, env: found.env },
    architecture: found.architecture,
    root,
    cacheFolder: join(stateRoot, 'images'),
    env,
    run,
  });
  return {
    async find(service, onProgress, signal) {
      const { declaration, compose } = declarations.current;
      const { services, imageMode, project } = declaration.environment;
      if (service === agentService) return provider.own('agent', { onProgress, signal });
      const definition = services[service];
      if (definition?.go !== undefined) return provider.own('runtime', { onProgress, signal });
      if (definition?.built === true) {
        const reference = definition.image ?? `${project}-${service}`;
        await compose.build(service, onProgress, signal);
        const image = await presentImage(docker, reference);
        if (image !== undefined) return { reference, source: 'built', digest: image.digest };
        throw new SimError('image-unavailable', `The build of ${service} left no image ${reference}.`, {
          hint: `Run 'docker compose build ${service}' to see why.`,
        });
      }
      if (definition?.image !== undefined)
        return provider.find(definition.image, imageMode, { onProgress, signal });
      throw new SimError('image-unavailable', `${service} names neither an image nor a build.`, {
        hint: 'Give it an image or a build in its Compose file.',
      });
    },
  };
}
