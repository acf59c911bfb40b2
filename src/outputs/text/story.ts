import type { ViewsSource } from '../../contract/live.js';
import type { StoryEntry, Views } from '../../contract/views.js';
import { repeatedText } from '../../words/repeated-text.js';
import { formatMs } from '../../words/time.js';
import type { Paint } from './paint.js';

/**
 * Prints the environment's story as it happens, a line per entry, until the result is called. `since`: milliseconds since the epoch; what was
 * before is left out.
 */
export function tellStory(
  source: ViewsSource,
  write: (line: string) => void,
  paint: Paint,
  since: number,
): () => void {
  const progress = new Map<string, string>();
  const told = new Map<number, StoryEntry>();
  let before: Views | undefined;
  const tell = () => {
    const { current } = source;
    if (current.story !== before?.story) {
      for (const entry of current.story.entries) {
        if (Date.parse(entry.at) < since || !isNews(entry, told.get(entry.number))) continue;
        told.set(entry.number, entry);
        write(entryLine(entry, since, paint));
      }
    }
    if (current.status !== before?.status)
      for (const line of progressLines(current, progress)) write(paint.dim(line));
    before = current;
  };
  tell();
  return source.subscribe(tell);
}

/** What is printed stays printed: of what repeats itself every doubling is told, and what turned out about an edit. */
function isNews({ cause, repeats }: StoryEntry, before: StoryEntry | undefined): boolean {
  if (before === undefined || before.cause !== cause) return true;
  return (repeats?.count ?? 1) >= 2 * (before.repeats?.count ?? 1);
}

/** One entry: time since the start, service, text, cause. */
export function entryLine(entry: StoryEntry, since: number, paint: Paint): string {
  const { at, text, cause, level } = entry;
  const repeats =
    entry.repeats === null
      ? undefined
      : { count: entry.repeats.count, lastAt: Date.parse(entry.repeats.lastAt) };
  const sinceStart = (moment: number) => formatMs(moment - since);
  const time = paint.dim(sinceStart(Date.parse(at)).padStart(9));
  const words = repeatedText({ text, repeats }, sinceStart);
  const service = (entry.service ?? '').padEnd(12);
  // A level that a newer controller tells has no colour.
  const colour =
    level === 'good' ? paint.good : level === 'warn' ? paint.warn : level === 'bad' ? paint.bad : undefined;
  const told = colour?.(words) ?? words;
  return `${time}  ${service} ${told}${cause === null ? '' : paint.dim(` (${cause})`)}`;
}

/** A line each time an image's progress enters another step; its percentages would flood a log. */
function progressLines({ status }: Views, told: Map<string, string>): readonly string[] {
  return [...status.services, ...status.parts].flatMap(({ name, image: { progress } }) => {
    if (progress === null) return [];
    const step = progress.replaceAll(/[\d.,]+( ?[kKMG]i?B)?%?/g, '#');
    if (told.get(name) === step) return [];
    told.set(name, step);
    return [`           ${name.padEnd(12)} ${progress}`];
  });
}
