import { join } from 'node:path';
import type Docker from 'dockerode';
import { buildxTrouble, type ComposeAndBuildx } from '../engine/buildx-for-compose.js';
import { newestBuildx } from '../engine/install/install-buildx.js';
import { buildFile } from '../environment/build-file.js';
import { type BuildOrder, builderFor, buildOrder, builtNames } from '../environment/build-order.js';
import { buildPlatform } from '../environment/build-platform.js';
import type { ComposeProject, ComposeService } from '../environment/compose-project.js';
import { SimError } from '../errors.js';
import { buildFailure } from './build-failure.js';
import { type BuildBase, basesOf, prepareBuild, readBuild, type ServedBase } from './build-help.js';
import { progressLine } from './build-progress.js';
import type { DeclaredImages } from './declared-images.js';
import { createFlights } from './flights.js';
import { presentImage } from './present.js';
import type { FindOptions, ImageFound, ImageProvider } from './provider.js';

/** The images that Dockerfiles of the project make, each once a command and after those that it stands on. */
export interface ServiceBuilds {
  /** The service whose Dockerfile makes the image of this one; `undefined`: none here does. */
  builderOf(service: string): string | undefined;
  /** Builds the image of a service. Throws SimError `image-unavailable` or `compose-failed`. */
  build(service: string, options: FindOptions): Promise<ImageFound>;
}

/** What builds are made with. */
export interface ServiceBuildsOptions {
  readonly docker: Docker;
  readonly env: NodeJS.ProcessEnv;
  /** Absolute folder for Dockerfiles that are handed over otherwise than they were written. */
  readonly folder: string;
  readonly provider: ImageProvider;
  readonly declarations: DeclaredImages;
  /** What Compose builds with. */
  readonly found: ComposeAndBuildx;
}

interface Ended {
  readonly asked: number | undefined;
  readonly outcome: Promise<ImageFound>;
}

/** Builds by Compose. */
export function createServiceBuilds(options: ServiceBuildsOptions): ServiceBuilds {
  const flights = createFlights<ImageFound>();
  /** The newest build of each service. A later caller of the same command gets its result, also a failure. */
  const ended = new Map<string, Ended>();

  const build: ServiceBuilds['build'] = async (wanted, find) => {
    const service = builderFor(options.declarations.current.declaration.project, wanted);
    const known = ended.get(service);
    if (known !== undefined && known.asked === find.asked) return known.outcome;
    return flights.join(
      `${find.asked} ${service}`,
      find.signal,
      async (signal, onProgress) => {
        const outcome = buildNow(options, service, { ...find, signal, onProgress }, build);
        await outcome.catch(() => undefined);
        if (!signal.aborted) ended.set(service, { asked: find.asked, outcome });
        return outcome;
      },
      find.onProgress,
    );
  };
  return {
    build,
    builderOf: (service) => {
      const { project } = options.declarations.current.declaration;
      const { image, build } = project.services[service] ?? {};
      if (build) return service;
      return image === undefined ? undefined : namesOnly(project).builderOf(image);
    },
  };
}

async function buildNow(
  { docker, env, folder, provider, declarations, found }: ServiceBuildsOptions,
  service: string,
  find: FindOptions,
  build: ServiceBuilds['build'],
): Promise<ImageFound> {
  const { declaration, compose } = declarations.current;
  const { project, environment, defaultPlatform } = declaration;
  const declared = project.services[service];
  if (!declared?.build) throw new SimError('failed', `${service} has nothing to build`);
  const order = await readOrder(project);
  const ring = order.ringOf(service);
  if (ring !== undefined) throw ringOfBuilds(ring);
  const [reference = service] = builtNames(project, service);
  const { wanted, instead } = buildPlatform(declared, defaultPlatform);
  find.onProgress('building');

  const asksAnew = declared.build.pull === true;
  let pulled = false;
  const imageOf = async (base: BuildBase): Promise<ServedBase | undefined> => {
    const builder = base.service ?? order.builderOf(base.reference ?? '');
    if (builder !== undefined && builder !== service && project.services[builder]?.build) {
      pulled = true;
      const made = build(builder, waitingFor(builder, find));
      const { reference } = await made.catch((error: unknown) =>
        Promise.reject(standsOn(service, `that of ${builder}`, error)),
      );
      return reference === base.reference ? undefined : { reference };
    }
    const named = base.reference ?? project.services[builder ?? '']?.image;
    if (named === undefined)
      throw new SimError('image-unavailable', `${service} builds on ${builder}, which has no image.`);
    const platform = platformOfBase(base, wanted);
    const options = { ...find, platform, policy: asksAnew ? ({ kind: 'always' } as const) : undefined };
    // A base without a recipe is left to the builder, which asks for it by itself.
    const place = base.place === undefined ? '' : ` (${base.place})`;
    const served = await provider
      .base(named, environment.imageMode, options)
      .catch((error: unknown) => Promise.reject(standsOn(service, `${named}${place}`, error)));
    if (served !== undefined) pulled = true;
    // The builder may have to be told to ask for none, because of another base.
    else if (asksAnew) await provider.find(named, 'registry', options).catch(() => undefined);
    return served ?? (named === base.reference ? undefined : { reference: named });
  };
  const prepared = await prepareBuild(declared.build, {
    ...{ env, imageOf, folder: join(folder, service) },
    hasFrontend: (frontend) => provider.hasFrontend(frontend, environment.imageMode, find),
  });
  const isTakenAway = environment.services[service]?.go !== undefined;
  const file = buildFile(service, {
    ...{ ...prepared.help, platform: instead, pulled: pulled && asksAnew },
    declared: isTakenAway ? { build: declared.build, image: reference } : undefined,
  });
  const onLine = (line: string) => {
    const text = progressLine(line);
    if (text !== undefined) find.onProgress(text);
  };
  await compose.build(service, onLine, find.signal, file).catch((error: unknown) => {
    const isOurs = !(error instanceof SimError) || find.signal.aborted;
    throw isOurs ? error : (refusedBuildx(error, found) ?? buildFailure(error, prepared));
  });
  const image = await presentImage(docker, reference);
  if (image !== undefined) {
    return { reference, source: 'built', digest: image.digest, standIns: prepared.standIns };
  }
  throw new SimError('image-unavailable', `The build of ${service} left no image ${reference}.`, {
    hint: `Run 'docker compose build ${service}' to see why.`,
  });
}

/** What others hear who wait for a build. */
export function waitingFor(builder: string, find: FindOptions): FindOptions {
  return { ...find, onProgress: (text) => find.onProgress(`waits for the build of ${builder}: ${text}`) };
}

/** `FROM --platform=$BUILDPLATFORM` takes what runs here, whatever is built for. */
function platformOfBase({ platform }: BuildBase, wanted: string | undefined): string | undefined {
  if (platform === undefined || /^\$\{?TARGETPLATFORM\}?$/.test(platform)) return wanted;
  return platform.includes('$') ? undefined : platform;
}

function namesOnly(project: ComposeProject): BuildOrder {
  return buildOrder(
    built(project).map(([service]) => ({ service, names: builtNames(project, service), needs: [] })),
  );
}

async function readOrder(project: ComposeProject): Promise<BuildOrder> {
  return buildOrder(
    await Promise.all(
      built(project).map(async ([service, build]) => ({
        service,
        names: builtNames(project, service),
        needs: basesOf(build, await readBuild(build)).flatMap(({ reference, service: other }) =>
          other === undefined ? (reference ?? []) : builtNames(project, other).slice(0, 1),
        ),
      })),
    ),
  );
}

type Build = NonNullable<ComposeService['build']>;

function built({ services }: ComposeProject): readonly (readonly [service: string, build: Build])[] {
  return Object.entries(services).flatMap(([service, { build }]) =>
    build ? [[service, build] as const] : [],
  );
}

function ringOfBuilds([first = '', ...others]: readonly string[]): SimError {
  const chain = [...others, first].map((name) => `that of ${name}`).join(', which stands on ');
  return new SimError('image-unavailable', `The build of ${first} stands on ${chain}: none can come first.`, {
    hint: 'Take one of them out of the ring: let its Dockerfile begin from another image.',
  });
}

/** What Compose says of a buildx that is too old for it, with the remedy; `undefined` where it says something else. */
function refusedBuildx(error: SimError, found: ComposeAndBuildx): SimError | undefined {
  if (!/requires buildx \S+ or later/.test(error.message)) return undefined;
  const trouble = buildxTrouble({ ...found, composeBuilds: 'refuses' }, newestBuildx());
  const { detail = error.message, remedy = '' } = trouble ?? {};
  return new SimError('image-unavailable', `${detail}.`, {
    hint: remedy,
    detail: error.message,
    cause: error,
  });
}

/** The same failure, said of what stands on it. */
function standsOn(service: string, base: string, error: unknown): unknown {
  return ofAnother(error, `The build of ${service} stands on ${base}`);
}

/** An image that could not be had because of another one; whatever is no such failure stays as it is. */
export function ofAnother(error: unknown, what: string): unknown {
  if (!(error instanceof SimError) || !['image-unavailable', 'compose-failed'].includes(error.code))
    return error;
  // What its builder said last is told of the other one.
  const { message, hint } = error;
  return new SimError('image-unavailable', `${what}: ${message}`, {
    ...(hint === undefined ? {} : { hint }),
    cause: error,
  });
}
