import type { RunCommand } from '../engine/commands.js';
import { SimError } from '../errors.js';
import { failureLines, progressLine } from './build-progress.js';

/** Builds images with buildx in the engine. */
export interface ImageBuilder {
  readonly run: RunCommand;
  /** `undefined`: the machine has no buildx. */
  readonly buildxCommand: readonly string[] | undefined;
  /** What buildx needs to reach the engine. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** One image to build. */
export interface ImageBuild {
  /** What it is for people: `the local image for postgres:17`. */
  readonly what: string;
  readonly tag: string;
  readonly dockerfile: string;
  readonly context: string;
  /** The stage to build; `undefined`: the last one. */
  readonly target?: string | undefined;
  readonly args?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  /** Further folders that the build may copy from, by name. */
  readonly contexts?: Readonly<Record<string, string>>;
  /** Files that the build may read and that never reach a layer, by id. */
  readonly secrets?: Readonly<Record<string, string>>;
}

/** Builds an image into the engine, or throws SimError `image-unavailable` with the builder's last words. */
export async function buildImage(
  { run, buildxCommand, env }: ImageBuilder,
  build: ImageBuild,
  onProgress: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  if (buildxCommand === undefined) {
    throw new SimError('image-unavailable', `Docker's buildx is missing, so ${build.what} can't be built.`, {
      hint: 'Install the package docker-buildx (or docker-buildx-plugin), then try again.',
    });
  }
  const pairs = (
    option: string,
    values: Readonly<Record<string, string>> = {},
    join = (k: string, v: string) => `${k}=${v}`,
  ) => Object.entries(values).flatMap(([key, value]) => [option, join(key, value)]);
  const result = await run(
    [
      ...buildxCommand,
      ...['build', '--load', '--progress', 'plain', '--provenance=false'],
      ...['--file', build.dockerfile, '--tag', build.tag],
      ...(build.target === undefined ? [] : ['--target', build.target]),
      ...pairs('--build-arg', build.args),
      ...pairs('--label', build.labels),
      ...pairs('--build-context', build.contexts),
      ...pairs('--secret', build.secrets, (id, path) => `id=${id},src=${path}`),
      build.context,
    ],
    {
      signal,
      env,
      onLine: (line) => {
        const text = progressLine(line);
        if (text !== undefined) onProgress(text);
      },
    },
  );
  if (result.exitCode === 0) return;
  throw new SimError(
    'image-unavailable',
    `${build.what[0]?.toUpperCase()}${build.what.slice(1)} could not be built.`,
    {
      detail: failureLines(result.stderr),
      hint: /no space left/i.test(result.stderr)
        ? 'The disk is full: free some space (docker system df shows what images take), then try again.'
        : `Its recipe is ${build.dockerfile}. Check that the package mirror can be reached, then try again.`,
    },
  );
}
