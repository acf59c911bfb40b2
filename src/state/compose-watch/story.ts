import type { Event } from '../core/event.js';
import type { Snapshot } from '../core/snapshot.js';
import { bad, info, type StoryLine } from '../core/story-line.js';

/** The lines that an event adds about `docker compose watch`. */
export function composeWatchLines(_before: Snapshot, _after: Snapshot, event: Event): readonly StoryLine[] {
  switch (event.kind) {
    case 'compose-watch.started':
      return [info(undefined, `docker compose watch follows ${event.services.join(', ')}`)];
    case 'compose-watch.said':
      return [
        /fail|error/i.test(event.text)
          ? bad(event.service, `compose watch: ${event.text}`)
          : info(event.service, `compose watch: ${event.text}`),
      ];
    case 'compose-watch.ended':
      return [bad(undefined, `edits of ${event.services.join(', ')} are not followed: ${event.detail}`)];
    default:
      return [];
  }
}
