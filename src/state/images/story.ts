import { standInWords } from '../../words/stand-ins.js';
import { formatMs } from '../../words/time.js';
import type { Event } from '../core/event.js';
import type { Snapshot } from '../core/snapshot.js';
import { bad, info, type StoryLine } from '../core/story-line.js';
import { refusalWords } from '../services/cause.js';

/** The lines that an event adds about images. */
export function imageLines(_before: Snapshot, _after: Snapshot, event: Event): readonly StoryLine[] {
  switch (event.kind) {
    case 'image.found':
      return event.source === 'present'
        ? []
        : [
            info(
              event.service,
              `image ${event.reference} from ${sourceWords[event.source]} in ${formatMs(event.durationMs)}`,
              event.standIns === undefined || event.standIns.length === 0
                ? undefined
                : standInWords(event.standIns),
            ),
          ];
    case 'image.unavailable':
      return [bad(event.service, `image unavailable: ${refusalWords(event)}`)];
    default:
      return [];
  }
}

const sourceWords = {
  present: 'this machine',
  registry: 'the registry',
  'local-recipe': 'the local recipe',
  built: 'its Dockerfile',
} as const;
