import { authority, type MovedPort } from '../../environment/environment.js';
import type { EventOf } from '../core/event.js';
import type { Snapshot } from '../core/snapshot.js';
import { type StoryLine, warn } from '../core/story-line.js';

/** The lines that the story gets from a declaration; a remark that was told before is not told again. */
export function declarationLines(
  before: Snapshot,
  event: EventOf<'environment.declared'>,
): readonly StoryLine[] {
  return [...movedLines(before, event), ...remarkLines(before, event)];
}

/** The lines that say which services a new `up` sets back from `sim scale` to the declared number. */
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

/** The lines about ports that were taken, so that a free one is published. */
function movedLines(
  before: Snapshot,
  { environment }: EventOf<'environment.declared'>,
): readonly StoryLine[] {
  const known = new Set(before.environment?.moved.map(movedPortWords));
  return environment.moved
    .filter((port) => !known.has(movedPortWords(port)))
    .map((port) => warn(port.service, movedPortWords(port)));
}

/** A moved port for people: what was declared, and where it really is. */
function movedPortWords({ hostIp, beyond, protocol, from, to }: MovedPort): string {
  const end = protocol === 'tcp' ? '' : `/${protocol}`;
  const here = `${authority(hostIp, from)}${end}`;
  const is =
    beyond === undefined
      ? `port ${here} is taken`
      : `port ${authority(beyond, from)}${end} goes to loopback, where ${here} is taken`;
  return `${is}: it is at ${to === 0 ? `one that the engine chooses on ${hostIp}` : `${authority(hostIp, to)}${end}`}`;
}
