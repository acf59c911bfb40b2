import type Docker from 'dockerode';
import { engineSaid } from '../engine/said.js';
import { SimError } from '../errors.js';

/** What the engine knows of an image that it has. */
export interface PresentImage {
  readonly id: string;
  /** The registry's digest where it came from one, else the image's own id. */
  readonly digest: string;
  /** `linux/arm64/v8`. */
  readonly platform: string;
  /** Milliseconds since the epoch; `undefined` where the engine does not know. */
  readonly taggedAt: number | undefined;
  readonly labels: Readonly<Record<string, string>>;
}

/** An image of the engine, or `undefined` where it has none of that name. Throws SimError `image-unavailable` where that is no name of an image. */
export async function presentImage(docker: Docker, reference: string): Promise<PresentImage | undefined> {
  try {
    const image = await docker.getImage(reference).inspect();
    // dockerode's types leave out what the engine tells besides.
    const { Os, Architecture, Variant, Metadata } = image as typeof image & {
      readonly Variant?: string;
      readonly Metadata?: { readonly LastTagTime?: string };
    };
    const taggedAt = Date.parse(Metadata?.LastTagTime ?? '');
    return {
      id: image.Id,
      digest: image.RepoDigests?.[0]?.split('@')[1] ?? image.Id,
      platform: [Os || 'linux', Architecture, ...(Variant ? [Variant] : [])].join('/'),
      // The engine writes the year 1 where it does not know.
      taggedAt: taggedAt > 0 ? taggedAt : undefined,
      labels: image.Config?.Labels ?? {},
    };
  } catch (error) {
    const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
    if (status === 404) return undefined;
    if (status !== 400) throw error;
    throw new SimError('image-unavailable', `'${reference}' is no name of an image: ${engineSaid(error)}`, {
      hint: 'Correct it where it is declared.',
      cause: error,
    });
  }
}

/** Whether the engine has an image of that name. */
export async function isPresent(docker: Docker, reference: string): Promise<boolean> {
  return (await presentImage(docker, reference)) !== undefined;
}
