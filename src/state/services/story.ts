import { authority, type MovedPort } from '../../environment/environment.js';
import type { EventOf } from '../core/event.js';
import type { Snapshot } from '../core/snapshot.js';
import { type StoryLine, warn } from '../core/story-line.js';

/** What a declaration tells besides what it declares: each once, however often it is declared. */
export function declarationLines(
  before: Snapshot,
  event: EventOf<'environment.declared'>,
): readonly StoryLine[] {
  return [...movedLines(before, event), ...remarkLines(before, event)];
}

/** By a new `up` every service is as many containers again as are declared. */
export function scaledBackLines(before: Snapshot, after: Snapshot): readonly StoryLine[] {
  return Object.values(before.services).flatMap(({ name, scale }) => {
    const now = after.services[name]?.scale;
    return now === undefined || now === scale
      ? []
      : [warn(name, `scaled from ${scale} to ${now}, as this up declares it`)];
  });
}

function remarkLines(
  before: Snapshot,
  { environment }: EventOf<'environment.declared'>,
): readonly StoryLine[] {
  const known = new Set(before.environment?.remarks.map(({ service, text }) => `${service}: ${text}`));
  return environment.remarks
    .filter(({ service, text }) => !known.has(`${service}: ${text}`))
    .map(({ service, text }) => warn(service, text));
}

/** Whoever looks for it where it was declared finds somebody else there. */
function movedLines(
  before: Snapshot,
  { environment }: EventOf<'environment.declared'>,
): readonly StoryLine[] {
  const known = new Set(before.environment?.moved.map(movedPortWords));
  return environment.moved
    .filter((port) => !known.has(movedPortWords(port)))
    .map((port) => warn(port.service, movedPortWords(port)));
}

/** What was declared, and where it really is. */
function movedPortWords({ hostIp, beyond, protocol, from, to }: MovedPort): string {
  const end = protocol === 'tcp' ? '' : `/${protocol}`;
  const here = `${authority(hostIp, from)}${end}`;
  const is =
    beyond === undefined
      ? `port ${here} is taken`
      : `port ${authority(beyond, from)}${end} goes to loopback, where ${here} is taken`;
  return `${is}: it is at ${to === 0 ? `one that the engine chooses on ${hostIp}` : `${authority(hostIp, to)}${end}`}`;
}
