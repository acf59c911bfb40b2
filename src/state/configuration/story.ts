import type { Event, EventOf } from '../core/event.js';
import type { LogEntry, Snapshot } from '../core/snapshot.js';
import { info, type StoryLine, warn } from '../core/story-line.js';
import { configName, meantBy } from './configuration.js';

/** The lines that an event adds about mounted configuration. */
export function configurationLines(_before: Snapshot, after: Snapshot, event: Event): readonly StoryLine[] {
  switch (event.kind) {
    case 'config.changed':
      return changeLines(after, event);
    case 'config.polled':
      return [warn(undefined, event.detail)];
    default:
      return [];
  }
}

/** The lines about an edit of mounted configuration. Sim restarts nothing for it: whether the edit takes effect is up to the service. */
function changeLines({ environment }: Snapshot, event: EventOf<'config.changed'>): readonly StoryLine[] {
  const meant = meantBy(event);
  const text = `config ${configName(environment, event)} changed`;
  const others = event.services.filter((service) => !meant.includes(service));
  const [only] = meant;
  if (meant.length === 1) {
    return [info(only, text, others.length === 0 ? undefined : `seen by ${others.join(', ')} too`)];
  }
  return [info(undefined, text, `${meant.join(', ')} may have read it`)];
}

/** The story in which the entry of an edit says that a service refused it; else it would read as if it had taken effect. */
export function amended(
  log: readonly LogEntry[],
  { environment }: Snapshot,
  event: Event,
): readonly LogEntry[] {
  if (event.kind !== 'config.refused') return log;
  const text = `config ${configName(environment, event)} changed`;
  const at = log.findLastIndex((entry) => entry.at === event.changedAt && entry.text === text);
  const edit = log[at];
  if (edit === undefined) return log;
  const cause = [edit.cause, `${event.services.join(', ')}: ${event.text}`].filter(
    (part) => part !== undefined,
  );
  return log.with(at, { ...edit, level: 'warn', cause: cause.reverse().join('; ') });
}
