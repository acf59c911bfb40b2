import type { LogEntry } from './snapshot.js';

type NewEntry = Omit<LogEntry, 'number'>;

const longestLog = 300;
/** An entry that is older than this, or further up, is not counted as repeated: a new line is written. */
const sameStoryMs = 5 * 60_000;
const sameStoryLines = 40;

/** The story with more entries. A repetition is counted at the entry that it repeats, so that it does not push out what led to it. */
export function withEntries(log: readonly LogEntry[], entries: readonly NewEntry[]): readonly LogEntry[] {
  return entries.reduce(withEntry, log);
}

function withEntry(log: readonly LogEntry[], entry: NewEntry): readonly LogEntry[] {
  const at = placeOfSame(log, entry);
  const same = at === undefined ? undefined : log[at];
  if (at === undefined || same === undefined) {
    return [...log, { ...entry, number: (log.at(-1)?.number ?? 0) + 1 }].slice(-longestLog);
  }
  const repeats = { count: (same.repeats?.count ?? 1) + 1, lastAt: entry.at };
  return log.with(at, { ...same, text: entry.text, repeats });
}

/**
 * The place of the entry that a new one repeats: one of the same service with the same text but for times. `undefined`: it repeats none.
 * Only entries without a cause repeat (failures, and what comes between them); a wish or an edit since then makes a failure news.
 */
function placeOfSame(log: readonly LogEntry[], entry: NewEntry): number | undefined {
  if (entry.cause !== undefined) return undefined;
  const near = log.slice(-sameStoryLines).filter(({ service }) => service === entry.service);
  const story = near.slice(near.findLastIndex(({ cause }) => cause !== undefined) + 1);
  const same = story.findLast(
    ({ level, text }) => level === entry.level && essence(text) === essence(entry.text),
  );
  if (same === undefined || entry.at - lastOf(same) > sameStoryMs) return undefined;
  const failedSince =
    isFailure(entry) || story.some((each) => isFailure(each) && lastOf(each) > lastOf(same));
  return failedSince ? log.lastIndexOf(same) : undefined;
}

function lastOf({ at, repeats }: LogEntry): number {
  return repeats?.lastAt ?? at;
}

function isFailure({ level }: NewEntry): boolean {
  return level === 'bad' || level === 'warn';
}

/** A text without times of day and durations, which differ each time. */
function essence(text: string): string {
  return text.replaceAll(
    /\d{4}[-/]\d\d[-/]\d\d[T ]?|\d\d:\d\d:\d\d([.,]\d+)?(Z|[+-]\d\d:?\d\d)?|\d+(\.\d+)?\s?(ns|µs|ms|s|min)\b/g,
    '#',
  );
}
