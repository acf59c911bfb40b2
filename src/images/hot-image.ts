import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildImage, type ImageBuilder } from './build-image.js';
import { contentHash } from './content-hash.js';

/** The image of a service's Dockerfile, with the runner in it. */
export interface HotImageParts {
  /** The Compose project. */
  readonly project: string;
  readonly service: string;
  /** What the Dockerfile made: its name, and what it is. */
  readonly made: { readonly reference: string; readonly digest: string };
  /** Sim's own image, which has the runner. */
  readonly runtime: string;
  /** The binary's absolute path. */
  readonly place: string;
}

/** The label that says what the image was made of. */
export const hotLabel = 'dev.sim.hot';

/** One name for each service, so that an older image does not stay under a name of its own. */
export function hotTag({ project, service }: Pick<HotImageParts, 'project' | 'service'>): string {
  return `sim.local/hot:${project}.${service}`;
}

/** Changes with each of the parts. */
export function hotContent({ made, runtime, place }: HotImageParts): string {
  return contentHash('', [], [made.digest, runtime, place]);
}

/**
 * Puts the runner into the image of a service, also in the place of its binary: whoever calls that, a script or a health check, gets
 * the newest build. `folder` is for the files of this build and is gone afterwards.
 */
export async function buildHotImage(
  builder: ImageBuilder,
  parts: HotImageParts & { readonly folder: string; readonly labels: Readonly<Record<string, string>> },
  onProgress: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const { service, made, runtime, place, folder, labels } = parts;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    const dockerfile = join(folder, 'Dockerfile');
    const copy = (to: string) => `COPY --from=sim ${JSON.stringify(['/sim/runner', to])}\n`;
    await writeFile(
      dockerfile,
      `FROM ${runtime} AS sim\nFROM ${made.reference}\n${copy('/sim/runner')}${copy(place)}`,
    );
    await buildImage(
      builder,
      {
        what: `the image of ${service} with Sim's runner in it`,
        tag: hotTag(parts),
        dockerfile,
        context: folder,
        labels: { ...labels, [hotLabel]: hotContent(parts) },
      },
      onProgress,
      signal,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
