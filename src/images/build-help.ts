import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { goNetwork, goVariables } from '../adapters/go/go-variables.js';
import type { BuildHelp } from '../environment/build-file.js';
import type { ComposeService } from '../environment/compose-project.js';
import { type DockerfileNeeds, readDockerfile } from '../environment/dockerfile.js';
import { certificateBundle } from './host-settings.js';

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
}

/** What the Dockerfile of a build asks for. One that can't be read asks for nothing: the builder will say so. */
export async function readBuild(build: Build): Promise<DockerfileNeeds> {
  const text =
    build.dockerfile_inline ??
    (await readFile(resolve(build.context ?? '.', build.dockerfile ?? 'Dockerfile'), 'utf8').catch(() => ''));
  return readDockerfile(text, build.args ?? {});
}

/** All that a build stands on besides its own files: images that its Dockerfile names, and contexts that are images or services. */
export function basesOf({ additional_contexts }: Build, needs: DockerfileNeeds): readonly BuildBase[] {
  const given = Object.entries(additional_contexts ?? {});
  const named = needs.images.filter((image) => !given.some(([name]) => name === image));
  const base = { service: undefined, platform: undefined };
  return [
    ...named.map((name) => ({ ...base, name, reference: name, platform: needs.platforms[name] })),
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
export async function buildHelp(
  build: Build,
  env: NodeJS.ProcessEnv,
  /** The image that serves a base; its own reference where it is used as it is. */
  imageOf: (base: BuildBase) => Promise<string>,
): Promise<BuildHelp> {
  const args = build.args ?? {};
  const needs = await readBuild(build);
  const bases = await Promise.all(
    basesOf(build, needs).map(async (base) => ({ ...base, image: await imageOf(base) })),
  );
  const passed = Object.entries(await goVariables(env)).filter(
    ([name]) => passedOn.includes(name) && needs.args.includes(name) && (args[name] ?? '') === '',
  );
  const bundle = certificateBundle(env);
  const wantsBundle =
    needs.secrets.includes(certificatesSecret) &&
    !build.secrets?.some(({ source, target }) => (target ?? source) === certificatesSecret);
  const served = bases.filter(({ image, reference }) => image !== reference);
  return {
    bases: Object.fromEntries(served.map(({ name, image }) => [name, image])),
    args: Object.fromEntries(passed),
    secrets: bundle !== undefined && wantsBundle ? { [certificatesSecret]: bundle } : {},
  };
}
