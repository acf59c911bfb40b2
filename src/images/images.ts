import { basename, dirname, join } from 'node:path';
import type Docker from 'dockerode';
import type { Compose } from '../adapters/compose/compose.js';
import type { GoElsewhere } from '../adapters/go/go-command.js';
import { createRegistry } from '../adapters/registry.js';
import { registryCredentials } from '../adapters/registry-credentials.js';
import { type RunCommand, runCommand } from '../engine/commands.js';
import type { EngineFound } from '../engine/engine.js';
import { buildFile } from '../environment/build-file.js';
import type { ComposeProject } from '../environment/compose-project.js';
import { agentService, type Environment, environmentLabel, stateLabel } from '../environment/environment.js';
import { SimError } from '../errors.js';
import { buildHelp } from './build-help.js';
import { progressLine } from './build-progress.js';
import { createImageRecord } from './image-record.js';
import { presentImage } from './present.js';
import { createImageProvider, type FindOptions, type ImageFound } from './provider.js';

/** What is declared now, as far as images go. */
export interface DeclaredImages {
  readonly current: {
    readonly declaration: { readonly environment: Environment; readonly project: ComposeProject };
    readonly compose: Pick<Compose, 'build'>;
  };
}

/** What finding the images of an environment needs. */
export interface ImagesOptions {
  readonly found: EngineFound;
  readonly docker: Docker;
  /** The checkout. */
  readonly root: string;
  /** Absolute `.sim/<name>`; what is compiled for Sim's own images lies beside it. */
  readonly stateDir: string;
  readonly env: NodeJS.ProcessEnv;
  readonly declarations: DeclaredImages;
  /** Where Go runs if this machine has none that fits. */
  readonly goElsewhere: GoElsewhere | undefined;
  readonly run?: RunCommand;
}

/** Which image serves each service of an environment. */
export interface Images {
  find(service: string, onProgress: (text: string) => void, signal: AbortSignal): Promise<ImageFound>;
  /** An image with Go in it. */
  findGo(options: FindOptions): Promise<string>;
}

/** Go for machines without one. */
const goImage = 'golang:1.26-trixie';

/** Where images leave files between runs, below the folder of `.sim`. */
export function imagesFolder(stateRoot: string): string {
  return join(stateRoot, 'images');
}

/** The images of what is declared: Sim's own for hot-rebuilt services and the agent, built ones, and all others by name. */
export function createImages({
  found,
  docker,
  root,
  stateDir,
  env,
  declarations,
  goElsewhere,
  run = runCommand,
}: ImagesOptions): Images {
  const provider = createImageProvider({
    docker,
    registry: createRegistry(docker, undefined, (reference, signal) =>
      registryCredentials(reference, { env, run, signal }),
    ),
    builder: { run, buildxCommand: found.buildxCommand, env: found.env },
    architecture: found.architecture,
    root,
    cacheFolder: imagesFolder(dirname(stateDir)),
    env,
    run,
    goElsewhere,
    labels: { [environmentLabel]: basename(stateDir), [stateLabel]: stateDir },
  });
  const record = createImageRecord(join(stateDir, 'images.json'));
  return {
    findGo: async (options) =>
      (await provider.find(goImage, declarations.current.declaration.environment.imageMode, options))
        .reference,
    async find(service, onProgress, signal) {
      const image = await findFor(service, onProgress, signal);
      const { services } = declarations.current.declaration.environment;
      // What can't be written down serves all the same, and nobody waits for it.
      void record(service, services[service]?.image, image).catch(() => undefined);
      return image;
    },
  };

  async function findFor(
    service: string,
    onProgress: (text: string) => void,
    signal: AbortSignal,
  ): Promise<ImageFound> {
    const { declaration, compose } = declarations.current;
    const { services, imageMode, project } = declaration.environment;
    const find = { onProgress, signal };
    if (service === agentService) return provider.own('agent', find);
    const definition = services[service];
    if (definition?.go !== undefined) return provider.own('runtime', find);
    if (definition?.built === true) {
      const reference = definition.image ?? `${project}-${service}`;
      onProgress('building');
      const help = await buildHelp(declaration.project.services[service]?.build ?? {}, env, (base) =>
        provider.base(base, imageMode, find),
      );
      const onLine = (line: string) => {
        const text = progressLine(line);
        if (text !== undefined) onProgress(text);
      };
      await compose.build(service, onLine, signal, buildFile(service, help));
      const image = await presentImage(docker, reference);
      if (image !== undefined) return { reference, source: 'built', digest: image.digest };
      throw new SimError('image-unavailable', `The build of ${service} left no image ${reference}.`, {
        hint: `Run 'docker compose build ${service}' to see why.`,
      });
    }
    if (definition?.image !== undefined) return provider.find(definition.image, imageMode, find);
    throw new SimError('image-unavailable', `${service} names neither an image nor a build.`, {
      hint: 'Give it an image or a build in its Compose file.',
    });
  }
}
