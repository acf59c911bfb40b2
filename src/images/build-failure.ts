import { troubleIn } from '../adapters/registry-trouble.js';
import { lineOfRun } from '../environment/dockerfile.js';
import { SimError } from '../errors.js';
import type { PreparedBuild } from './build-help.js';
import { refusedImage } from './refused-image.js';

/**
 * A failed build of a service, said of the line of its Dockerfile that is to blame where that is known: a package that our `apk` has
 * not, an image that can't be had, a frontend that the builder's own can't replace.
 */
export function buildFailure(error: SimError, { dockerfile, needs, text }: PreparedBuild): SimError {
  const said = error.detail ?? '';
  const again = (message: string, hint?: string) =>
    new SimError('image-unavailable', message, {
      detail: said,
      ...(hint === undefined ? {} : { hint }),
      cause: error,
    });
  const [, refused, name = ''] = /(?:^|\s)apk: (no package (\S+).+?)\s*$/m.exec(said) ?? [];
  if (refused !== undefined) {
    const line = lineOfRun(text, 'apk', name);
    return again(
      `${dockerfile}${line === undefined ? '' : `:${line}`}: apk has ${refused}`,
      'Alpine is stood in for by Debian here, with the packages that most Dockerfiles want; with a registry the real one is used.',
    );
  }
  const [words = '', image] =
    /failed to resolve source metadata for (?:docker\.io\/(?:library\/)?)?(\S+?):? .*/.exec(said) ?? [];
  if (image !== undefined && image !== needs.frontend?.reference) {
    const at = needs.lines[image];
    const refusal = { state: 'refused', trouble: troubleIn(words, image), detail: words } as const;
    const { message, hint } = refusedImage({
      ...{ reference: image, platform: undefined, policy: undefined, isHere: false },
      ...{ refusal, recipe: undefined },
    });
    return again(`${dockerfile}${at === undefined ? '' : `:${at}`}: ${message}`, hint);
  }
  // A command that fails does so with any frontend.
  if (needs.frontend !== undefined && !/process ".*" did not complete/s.test(said)) {
    const { reference, line: at } = needs.frontend;
    return again(
      `${dockerfile}:${at} asks for the frontend ${reference}, which can't be had; the builder's own ended with: ${error.message}`,
      'It may lack what the Dockerfile uses: try again with a registry.',
    );
  }
  return error;
}
