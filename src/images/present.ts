import type Docker from 'dockerode';

/** What the engine knows of an image that it has. */
export interface PresentImage {
  readonly id: string;
  /** The registry's digest where it came from one, else the image's own id. */
  readonly digest: string;
  readonly architecture: string;
}

/** An image of the engine, or `undefined` where it has none of that name. */
export async function presentImage(docker: Docker, reference: string): Promise<PresentImage | undefined> {
  try {
    const image = await docker.getImage(reference).inspect();
    const digest = image.RepoDigests?.[0]?.split('@')[1] ?? image.Id;
    return { id: image.Id, digest, architecture: image.Architecture };
  } catch (error) {
    if (error instanceof Error && 'statusCode' in error && error.statusCode === 404) return undefined;
    throw error;
  }
}

/** Whether the engine has an image of that name. */
export async function isPresent(docker: Docker, reference: string): Promise<boolean> {
  return (await presentImage(docker, reference)) !== undefined;
}
