import type { Event } from '../core/event.js';
import type { Snapshot } from '../core/snapshot.js';
import { neededServices } from '../services/needed-services.js';
import type { ImageState } from './images.js';

type Images = Snapshot['images'];

const unknownImage: ImageState = {
  state: 'unknown',
  reference: undefined,
  source: undefined,
  digest: undefined,
  detail: undefined,
  hint: undefined,
  durationMs: undefined,
  asked: 0,
  standIns: [],
};

/** The image that serves each service after an event; `before` is the Snapshot before it. */
export function reduceImages(
  images: Images,
  event: Event,
  before: Pick<Snapshot, 'environment' | 'services'>,
): Images {
  switch (event.kind) {
    case 'environment.declared':
      return Object.fromEntries(
        Object.keys(event.environment.services).map((name) => [
          name,
          images[name] ?? { ...unknownImage, asked: event.at },
        ]),
      );
    // A new `up` asks again: a recipe may have changed, a tag may name another image, the network may be back.
    case 'up.requested':
      return Object.fromEntries(
        Object.entries(images).map(([name, image]) => [name, askedAgain(image, event.at)]),
      );
    case 'start.requested':
    case 'restart.requested':
    case 'scale.requested':
      return [...neededServices(before, event.service)]
        .filter((name) => images[name]?.state === 'unavailable')
        .reduce((all, name) => update(all, name, (image) => askedAgain(image, event.at)), images);
    case 'environment.removed':
      return Object.fromEntries(
        Object.keys(images).map((name) => [name, { ...unknownImage, asked: event.at }]),
      );
    case 'image.progressed':
      return update(images, event.service, (image) => ({ ...image, state: 'fetching', detail: event.text }));
    case 'image.found':
      return update(images, event.service, ({ asked }) => ({
        ...unknownImage,
        state: isOlder(event, asked) ? 'unknown' : 'ready',
        reference: event.reference,
        source: event.source,
        digest: event.digest,
        durationMs: event.durationMs,
        standIns: event.standIns ?? [],
        asked,
      }));
    case 'image.unavailable':
      return update(images, event.service, (image) =>
        isOlder(event, image.asked)
          ? askedAgain(image, image.asked)
          : { ...image, state: 'unavailable', detail: event.detail, hint: event.hint },
      );
    default:
      return images;
  }
}

/** Whether an answer is for an older `up`, and may no longer be true. */
function isOlder(event: { readonly asked?: number }, asked: number): boolean {
  return event.asked !== undefined && event.asked < asked;
}

/** An image that is asked for again: what was found before stays in use until there is another answer. */
function askedAgain(image: ImageState, asked: number): ImageState {
  return { ...image, state: 'unknown', detail: undefined, hint: undefined, asked };
}

function update(images: Images, service: string, change: (image: ImageState) => ImageState): Images {
  return { ...images, [service]: change(images[service] ?? unknownImage) };
}
