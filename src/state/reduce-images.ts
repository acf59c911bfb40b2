import type { Event } from './event.js';
import type { ImageState } from './images.js';
import type { Snapshot } from './snapshot.js';

type Images = Snapshot['images'];

const unknownImage: ImageState = {
  state: 'unknown',
  reference: undefined,
  source: undefined,
  digest: undefined,
  detail: undefined,
  hint: undefined,
  durationMs: undefined,
};

/** Which image serves each service after an event. */
export function reduceImages(images: Images, event: Event): Images {
  switch (event.kind) {
    case 'environment.declared':
      return Object.fromEntries(
        Object.keys(event.environment.services).map((name) => [name, images[name] ?? unknownImage]),
      );
    // An image that could not be had before may be there now: the user has perhaps connected to a network.
    case 'up.requested':
      return Object.fromEntries(
        Object.entries(images).map(([name, image]) => [
          name,
          image.state === 'unavailable' ? unknownImage : image,
        ]),
      );
    case 'environment.removed':
      return Object.fromEntries(Object.keys(images).map((name) => [name, unknownImage]));
    case 'image.progressed':
      return { ...images, [event.service]: { ...unknownImage, state: 'fetching', detail: event.text } };
    case 'image.found':
      return {
        ...images,
        [event.service]: {
          ...unknownImage,
          state: 'ready',
          reference: event.reference,
          source: event.source,
          digest: event.digest,
          durationMs: event.durationMs,
        },
      };
    case 'image.unavailable':
      return {
        ...images,
        [event.service]: {
          ...unknownImage,
          state: 'unavailable',
          detail: event.detail,
          hint: event.hint,
        },
      };
    default:
      return images;
  }
}
