import { basename, dirname, join } from 'node:path';
import type Docker from 'dockerode';
import type { GoElsewhere } from '../adapters/go/go-command.js';
import { createRegistry } from '../adapters/registry.js';
import { registryCredentials } from '../adapters/registry-credentials.js';
import { type RunCommand, runCommand } from '../engine/commands.js';
import type { EngineFound, EngineTools } from '../engine/engine.js';
import { agentService, environmentLabel, stateLabel } from '../environment/environment.js';
import { imagesFolderName } from '../environment/name.js';
import { isSamePlatform } from '../environment/platform.js';
import { pullPolicyOf } from '../environment/pull-policy.js';
import type { SleepingBuilder } from '../environment/sleeping-builders.js';
import { SimError } from '../errors.js';
import { createImageProvider } from './create-provider.js';
import type { DeclaredImages } from './declared-images.js';
import { buildHotImage, type HotImageParts, hotContent, hotLabel, hotTag } from './hot-image.js';
import { createImageRecord } from './image-record.js';
import { imageMade } from './image-there.js';
import { presentImage } from './present.js';
import type { FindOptions, ImageFound } from './provider.js';
import { createServiceBuilds, ofAnother, waitingFor } from './service-builds.js';
import { waysTo } from './ways.js';

/** What finding the images of an environment needs. */
export interface ImagesOptions {
  readonly found: Pick<EngineFound, 'env' | 'architecture' | keyof EngineTools>;
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

/** The image of a service, as a command wants it: see `FindOptions`. */
export type WantedImage = Required<Pick<FindOptions, 'asked'>> & Pick<FindOptions, 'onProgress' | 'signal'>;

/** Which image serves each service of an environment. */
export interface Images {
  find(service: string, wanted: WantedImage): Promise<ImageFound>;
  /** An image with Go in it. */
  findGo(options: FindOptions): Promise<string>;
}

/** The version of Go for machines without one. */
export const goVersion = '1.26';
const goImage = `golang:${goVersion}-trixie`;

/** Where images leave files between runs, below the folder of `.sim`. */
export function imagesFolder(stateRoot: string): string {
  return join(stateRoot, imagesFolderName);
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
  const builder = { run, buildxCommand: found.buildxCommand, env: found.env };
  const labels = { [environmentLabel]: basename(stateDir), [stateLabel]: stateDir };
  const provider = createImageProvider({
    docker,
    registry: createRegistry(docker, undefined, (reference, signal) =>
      registryCredentials(reference, { env, run, signal }),
    ),
    builder,
    architecture: found.architecture,
    root,
    cacheFolder: imagesFolder(dirname(stateDir)),
    env,
    run,
    goElsewhere,
    labels,
  });
  const builds = createServiceBuilds({
    ...{ docker, env, provider, declarations, found },
    folder: join(stateDir, 'dockerfiles'),
  });
  const record = createImageRecord(join(stateDir, 'images.json'));
  return {
    findGo: async (options) =>
      (await provider.find(goImage, declarations.current.declaration.environment.imageMode, options))
        .reference,
    async find(service, wanted) {
      const image = await findFor(service, wanted);
      const { services } = declarations.current.declaration.environment;
      // Nobody waits for the record; where it can't be written the image serves all the same.
      void record(service, services[service]?.image, image).catch(() => undefined);
      return image;
    },
  };

  async function findFor(service: string, wanted: WantedImage): Promise<ImageFound> {
    const { project, environment, defaultPlatform, asleep } = declarations.current.declaration;
    const { services, imageMode } = environment;
    if (service === agentService) return provider.own('agent', wanted);
    const go = services[service]?.go;
    if (go !== undefined && go.runtime === undefined) return provider.own('runtime', wanted);
    const { image, build, platform, pull_policy } = project.services[service] ?? {};
    const policy = pullPolicyOf(pull_policy);
    const find: FindOptions = { ...wanted, platform: platform || defaultPlatform, policy };
    if (go !== undefined) return findHot(service, find);
    if (build) return findBuilt(service, find);
    const maker = builds.builderOf(service);
    if (maker !== undefined && image !== undefined) {
      const made = await findBuilt(maker, waitingFor(maker, find)).catch((error: unknown) => {
        throw ofAnother(error, `${maker}, which builds ${image}, could not be built`);
      });
      // It may be one of several names.
      return { ...made, reference: image };
    }
    if (image === undefined) {
      throw new SimError('image-unavailable', `${service} names neither an image nor a build.`, {
        hint: 'Give it an image or a build in its Compose file.',
      });
    }
    return provider.find(image, imageMode, find).catch((error: unknown) => {
      throw withBuilder(error, asleep(image));
    });
  }

  /** The image of a hot-rebuilt service's Dockerfile, with the runner in it. */
  async function findHot(service: string, find: FindOptions): Promise<ImageFound> {
    const { project, hotImages } = declarations.current.declaration;
    const [made, runtime] = await Promise.all([findBuilt(service, find), provider.own('runtime', find)]);
    const place = hotImages?.[service]?.command?.binary ?? '';
    const parts: HotImageParts = { project: project.name, service, made, runtime: runtime.reference, place };
    const tag = hotTag(parts);
    if ((await presentImage(docker, tag))?.labels[hotLabel] !== hotContent(parts)) {
      const folder = join(stateDir, 'dockerfiles', `hot-${service}`);
      await buildHotImage(builder, { ...parts, folder, labels }, find.onProgress, find.signal);
    }
    return { ...(await imageMade(docker, tag, 'built')), standIns: made.standIns ?? [] };
  }

  /** The image of a service that has a Dockerfile. */
  async function findBuilt(service: string, find: FindOptions): Promise<ImageFound> {
    const { project, environment } = declarations.current.declaration;
    const { image, pull_policy } = project.services[service] ?? {};
    // What has no name of its own can be in no registry.
    if (image === undefined) return builds.build(service, find);
    const policy = pullPolicyOf(pull_policy);
    const here = await presentImage(docker, image);
    const fits = find.platform === undefined || (here && isSamePlatform(find.platform, here.platform));
    const ways = waysTo({
      ...{ mode: environment.imageMode, policy, builds: true, recipe: undefined, now: Date.now() },
      present:
        here && fits
          ? { taggedAt: here.taggedAt, isOwnBuild: isBuildOf(project.name, here.labels) }
          : undefined,
    });
    for (const way of ways) {
      if (way === 'present' && here !== undefined) {
        return { reference: image, source: 'present', digest: here.digest };
      }
      if (way === 'pull') {
        const pulled = await provider
          .find(image, 'registry', { ...find, policy: { kind: 'always' } })
          .catch(orNoImage);
        if (pulled !== undefined) return pulled;
      }
      if (way === 'build') return builds.build(service, find);
    }
    throw new SimError('image-unavailable', `${image} is not here.`);
  }
}

/** Compose labels what it builds. */
function isBuildOf(project: string, labels: Readonly<Record<string, string>>): boolean {
  return labels['com.docker.compose.project'] === project;
}

function orNoImage(error: unknown): undefined {
  if (error instanceof SimError && error.code === 'image-unavailable') return undefined;
  throw error;
}

/** Who would build it, were that service part of this `up`. */
function withBuilder(error: unknown, builder: SleepingBuilder | undefined): unknown {
  if (builder === undefined || !(error instanceof SimError)) return error;
  const { service, profiles } = builder;
  const [profile] = profiles;
  const { message, detail } = error;
  return new SimError('image-unavailable', message, {
    hint:
      profile === undefined
        ? `${service} builds it and is no part of this up: name it too.`
        : `${service} builds it, and its profile '${profile}' is off: enable it with --profile ${profile}.`,
    ...(detail === undefined ? {} : { detail }),
    cause: error,
  });
}
