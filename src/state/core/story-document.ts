import type { StoryEntry, StoryView } from '../../contract/views.js';
import { momentOf } from './moment.js';
import type { LogEntry, Snapshot } from './snapshot.js';

/** The environment's story, as the contract shows it. */
export function storyDocument({ environment, log }: Snapshot): StoryView {
  return { schema: 1, environment: environment?.name ?? '', entries: log.map(entryDocument) };
}

// A cache of what a pure function gave for entries that still exist: it is no state.
const documents = new WeakMap<LogEntry, StoryEntry>();

function entryDocument(entry: LogEntry): StoryEntry {
  const known = documents.get(entry);
  if (known !== undefined) return known;
  const { number, at, service, text, cause, level, repeats } = entry;
  const made: StoryEntry = {
    number,
    at: momentOf(at),
    service: service ?? null,
    text,
    cause: cause ?? null,
    level,
    repeats: repeats === undefined ? null : { count: repeats.count, lastAt: momentOf(repeats.lastAt) },
  };
  documents.set(entry, made);
  return made;
}
