import type { LogEntry, Snapshot } from '../../state/core/snapshot.js';
import type { SnapshotSource } from '../../state/core/store.js';
import { repeatedText } from '../../words/repeated-text.js';
import { formatMs } from '../../words/time.js';
import type { Paint } from './paint.js';

/** Prints the environment's story as it happens, a line per entry, until the result is called. */
export function tellStory(
  source: SnapshotSource,
  write: (line: string) => void,
  paint: Paint,
  since: number,
): () => void {
  const progress = new Map<string, string>();
  const told = new Map<number, LogEntry>();
  const tell = () => {
    for (const entry of source.current.log) {
      if (entry.at < since || !isNews(entry, told.get(entry.number))) continue;
      told.set(entry.number, entry);
      write(entryLine(entry, since, paint));
    }
    for (const line of progressLines(source.current, progress)) write(paint.dim(line));
  };
  tell();
  return source.subscribe(tell);
}

/** What is printed stays printed: of what repeats itself every doubling is told, and what turned out about an edit. */
function isNews({ cause, repeats }: LogEntry, before: LogEntry | undefined): boolean {
  if (before === undefined || before.cause !== cause) return true;
  return (repeats?.count ?? 1) >= 2 * (before.repeats?.count ?? 1);
}

/** One entry: time since the start, service, text, cause. */
export function entryLine(entry: LogEntry, since: number, paint: Paint): string {
  const sinceStart = (at: number) => formatMs(at - since);
  const time = paint.dim(sinceStart(entry.at).padStart(9));
  const words = repeatedText(entry, sinceStart);
  const service = (entry.service ?? '').padEnd(12);
  const text = {
    info: words,
    good: paint.good(words),
    warn: paint.warn(words),
    bad: paint.bad(words),
  };
  return `${time}  ${service} ${text[entry.level]}${entry.cause === undefined ? '' : paint.dim(` (${entry.cause})`)}`;
}

/** A line each time an image's progress enters another step; its percentages would flood a log. */
function progressLines(snapshot: Snapshot, told: Map<string, string>): readonly string[] {
  return Object.entries(snapshot.images).flatMap(([service, image]) => {
    if (image.state !== 'fetching' || image.detail === undefined) return [];
    const step = image.detail.replaceAll(/[\d.,]+( ?[kKMG]i?B)?%?/g, '#');
    if (told.get(service) === step) return [];
    told.set(service, step);
    return [`           ${service.padEnd(12)} ${image.detail}`];
  });
}
