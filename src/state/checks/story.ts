import { checkWords } from '../../words/checks.js';
import type { Event } from '../core/event.js';
import type { Snapshot } from '../core/snapshot.js';
import { bad, info, type StoryLine } from '../core/story-line.js';

/** The lines that an event adds about checks. */
export function checkLines(_before: Snapshot, after: Snapshot, event: Event): readonly StoryLine[] {
  switch (event.kind) {
    case 'check.finished': {
      const check = after.builds[event.service]?.history
        .find(({ number }) => number === event.build)
        ?.checks?.find(({ kind }) => kind === event.check);
      if (check === undefined) return [];
      const text = checkWords(check);
      return [check.outcome === 'failed' ? bad(event.service, text) : info(event.service, text)];
    }
    default:
      return [];
  }
}
