import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { goNetwork, goVariables } from '../adapters/go/go-variables.js';
import type { BuildHelp } from '../environment/build-file.js';
import type { ComposeService } from '../environment/compose-project.js';
import { type DockerfileNeeds, readDockerfile } from '../environment/dockerfile.js';
import { withoutFrontend } from '../environment/frontend-line.js';
import type { StandIn } from '../state/images/images.js';
import { certificateBundle } from './host-settings.js';
import { keepDockerfile } from './kept-dockerfile.js';
import type { ImageFound } from './provider.js';
import { contextName } from './reference.js';

/** The build secret in which a Dockerfile may ask for the machine's certificate authorities. */
const certificatesSecret = 'ca-bundle';

/** Passed on to a Dockerfile that has an argument of the name, unless Compose gives one. */
const passedOn = [...goNetwork, 'GOFLAGS'];

type Build = NonNullable<ComposeService['build']>;

/** An image or a service that a build stands on. */
export interface BuildBase {
  /** What the Dockerfile calls it. */
  readonly name: string;
  /** The image behind it; `undefined` where the name stands for what `service` makes or runs. */
  readonly reference: string | undefined;
  readonly service: string | undefined;
  /** The platform that its `FROM` names, as written. */
  readonly platform: string | undefined;
  /** The line that names it, for people: `api/Dockerfile:3`; `undefined` where a context does. */
  readonly place?: string | undefined;
}

/** What is used in place of a base. */
export type ServedBase = Pick<ImageFound, 'reference' | 'standIns'>;

/** Who is asked what stands in for what. */
export interface BuildHelpers {
  readonly env: NodeJS.ProcessEnv;
  /** The image that serves a base; `undefined` where it is used as it is. */
  imageOf(base: BuildBase): Promise<ServedBase | undefined>;
  /** Whether the builder can get a frontend. */
  hasFrontend(reference: string): Promise<boolean>;
  /** Absolute folder for a Dockerfile that is handed over otherwise than it was written. */
  readonly folder: string;
}

/** What a build gets, and what is told of it. */
export interface PreparedBuild {
  readonly help: BuildHelp;
  readonly standIns: readonly StandIn[];
  /** The Dockerfile for people: `api/Dockerfile`. */
  readonly dockerfile: string;
  /** The Dockerfile's own text. */
  readonly text: string;
  /** What the Dockerfile asks for, and its frontend only where the builder's own works in its place. */
  readonly needs: DockerfileNeeds;
}

/** What the Dockerfile of a build asks for. One that can't be read asks for nothing: the builder will say so. */
export async function readBuild(build: Build): Promise<DockerfileNeeds> {
  return readDockerfile(await textOf(build), build.args ?? {}, build.target);
}

/** All that a build stands on besides its own files: images that its Dockerfile names, and contexts that are images or services. */
export function basesOf(build: Build, needs: DockerfileNeeds): readonly BuildBase[] {
  const given = Object.entries(build.additional_contexts ?? {});
  const named = needs.images.filter(
    (image) => !given.some(([name]) => contextName(name) === contextName(image)),
  );
  const base = { service: undefined, platform: undefined };
  return [
    ...named.map((name) => ({
      ...{ ...base, name, reference: name, platform: needs.platforms[name] },
      place: `${dockerfileOf(build)}:${needs.lines[name]}`,
    })),
    ...given.flatMap(([name, context]): BuildBase[] => {
      const reference = /^docker-image:\/\/(.+)$/.exec(context)?.[1];
      if (reference !== undefined) return [{ ...base, name, reference }];
      // A Compose that does not know of these takes them for folders beside its file.
      const service = /(?:^|\/)service:([\w.-]+)$/.exec(context)?.[1];
      return service === undefined ? [] : [{ ...base, name, reference: undefined, service }];
    }),
  ];
}

/** What the build of a service needs to succeed here: images in place of those that can't be had, and the way to the network. */
export async function prepareBuild(build: Build, helpers: BuildHelpers): Promise<PreparedBuild> {
  const { env, imageOf, hasFrontend, folder } = helpers;
  const args = build.args ?? {};
  const text = await textOf(build);
  const needs = readDockerfile(text, args, build.target);
  const bases = await Promise.all(
    basesOf(build, needs).map(async (base) => [base, await imageOf(base)] as const),
  );
  const served = bases.flatMap(([base, found]) => (found === undefined ? [] : [[base, found] as const]));
  const frontend =
    needs.frontend === undefined || (await hasFrontend(needs.frontend.reference))
      ? undefined
      : needs.frontend;
  const passed = Object.entries(await goVariables(env)).filter(
    ([name]) => passedOn.includes(name) && needs.args.includes(name) && (args[name] ?? '') === '',
  );
  const bundle = certificateBundle(env);
  const wantsBundle =
    needs.secrets.includes(certificatesSecret) &&
    !build.secrets?.some(({ source, target }) => (target ?? source) === certificatesSecret);
  const frontends =
    frontend === undefined
      ? []
      : [{ for: frontend.reference, by: "the builder's own frontend", image: undefined }];
  return {
    help: {
      bases: Object.fromEntries(
        served.map(([{ name, place }, { reference }]) => [
          // As a context was declared it stays, and replaces itself.
          place === undefined ? name : contextName(name),
          reference,
        ]),
      ),
      args: Object.fromEntries(passed),
      secrets: bundle !== undefined && wantsBundle ? { [certificatesSecret]: bundle } : {},
      ...(frontend === undefined ? {} : await handedOver(build, withoutFrontend(text), folder)),
    },
    standIns: [...frontends, ...served.flatMap(([, { standIns = [] }]) => standIns)],
    dockerfile: dockerfileOf(build),
    text,
    needs: { ...needs, frontend },
  };
}

/** For people, as it was declared. */
function dockerfileOf(build: Build): string {
  return build.dockerfile_inline === undefined ? (build.dockerfile ?? 'Dockerfile') : 'dockerfile_inline';
}

function pathOf(build: Build): string {
  return resolve(build.context ?? '.', build.dockerfile ?? 'Dockerfile');
}

async function textOf(build: Build): Promise<string> {
  return build.dockerfile_inline ?? (await readFile(pathOf(build), 'utf8').catch(() => ''));
}

async function handedOver(
  build: Build,
  text: string,
  folder: string,
): Promise<Pick<BuildHelp, 'dockerfile' | 'inline'>> {
  if (build.dockerfile_inline !== undefined) return { inline: text };
  return { dockerfile: await keepDockerfile(folder, pathOf(build), text) };
}
