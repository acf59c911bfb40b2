import type { LogEntry, Snapshot } from '../../state/snapshot.js';
import type { SnapshotSource } from '../../state/store.js';
import { formatMs } from '../../state/words.js';
import type { Paint } from './paint.js';

/** Prints the environment's story as it happens, a line per entry, until the result is called. */
export function tellStory(
  source: SnapshotSource,
  write: (line: string) => void,
  paint: Paint,
  since: number,
): () => void {
  const progress = new Map<string, string>();
  let last: LogEntry | undefined;
  const tell = () => {
    const { log } = source.current;
    const from = last === undefined ? 0 : log.lastIndexOf(last) + 1;
    for (const entry of log.slice(from)) {
      if (entry.at >= since) write(entryLine(entry, since, paint));
    }
    last = log.at(-1) ?? last;
    for (const line of progressLines(source.current, progress)) write(paint.dim(line));
  };
  tell();
  return source.subscribe(tell);
}

/** One entry: time since the start, service, text, cause. */
export function entryLine(entry: LogEntry, since: number, paint: Paint): string {
  const time = paint.dim(formatMs(entry.at - since).padStart(9));
  const service = (entry.service ?? '').padEnd(12);
  const text = {
    info: entry.text,
    good: paint.good(entry.text),
    warn: paint.warn(entry.text),
    bad: paint.bad(entry.text),
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
