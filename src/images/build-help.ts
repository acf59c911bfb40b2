import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { goNetwork, goVariables } from '../adapters/go/go-variables.js';
import type { BuildHelp } from '../environment/build-file.js';
import type { ComposeService } from '../environment/compose-project.js';
import { readDockerfile } from '../environment/dockerfile.js';
import { certificateBundle } from './host-settings.js';

/** The build secret in which a Dockerfile may ask for the machine's certificate authorities. */
const certificatesSecret = 'ca-bundle';

/** Passed on to a Dockerfile that has an argument of the name, unless Compose gives one. */
const passedOn = [...goNetwork, 'GOFLAGS'];

/** What the build of a service needs to succeed here: images in place of those that can't be had, and the way to the network. */
export async function buildHelp(
  build: NonNullable<ComposeService['build']>,
  env: NodeJS.ProcessEnv,
  /** The image that serves a base; the same reference where it is used as it is. */
  baseOf: (reference: string) => Promise<string>,
): Promise<BuildHelp> {
  const args = build.args ?? {};
  const text =
    build.dockerfile_inline ??
    (await readFile(resolve(build.context ?? '.', build.dockerfile ?? 'Dockerfile'), 'utf8').catch(() => ''));
  const needs = readDockerfile(text, args);
  const given = build.additional_contexts ?? {};
  const bases = await Promise.all(
    needs.images
      .filter((image) => given[image] === undefined)
      .map(async (image) => [image, await baseOf(image)] as const),
  );
  const passed = Object.entries(await goVariables(env)).filter(
    ([name]) => passedOn.includes(name) && needs.args.includes(name) && (args[name] ?? '') === '',
  );
  const bundle = certificateBundle(env);
  const wantsBundle =
    needs.secrets.includes(certificatesSecret) &&
    !build.secrets?.some(({ source, target }) => (target ?? source) === certificatesSecret);
  return {
    bases: Object.fromEntries(bases.filter(([image, served]) => image !== served)),
    args: Object.fromEntries(passed),
    secrets: bundle !== undefined && wantsBundle ? { [certificatesSecret]: bundle } : {},
  };
}
