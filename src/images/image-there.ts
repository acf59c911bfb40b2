import type Docker from 'dockerode';
import { SimError } from '../errors.js';
import type { ImageSource } from '../state/images/images.js';
import { presentImage } from './present.js';
import type { ImageFound } from './provider.js';

/** An image that the engine has, told as come from `source`; `undefined`: it has none of that name. */
export async function imageThere(
  docker: Docker,
  reference: string,
  source: ImageSource,
): Promise<ImageFound | undefined> {
  const image = await presentImage(docker, reference);
  return image === undefined ? undefined : { reference, source, digest: image.digest };
}

/** An image that has just been pulled or made. Throws SimError `image-unavailable` where it is gone again. */
export async function imageMade(docker: Docker, reference: string, source: ImageSource): Promise<ImageFound> {
  const found = await imageThere(docker, reference, source);
  if (found !== undefined) return found;
  throw new SimError('image-unavailable', `${reference} was made and is gone again.`, {
    hint: 'Something else removed it; try again.',
  });
}
