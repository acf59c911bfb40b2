import { authority, type MovedPort } from '../../environment/environment.js';
import type { Event, EventOf } from '../core/event.js';
import type { Snapshot } from '../core/snapshot.js';
import { bad, good, info, type StoryLine, warn } from '../core/story-line.js';

/** The lines that an event adds about services as declared and as asked for. */
export function serviceLines(before: Snapshot, after: Snapshot, event: Event): readonly StoryLine[] {
  switch (event.kind) {
    case 'environment.declared':
      return [...movedLines(before, event), ...remarkLines(before, event)];
    case 'volumes.unnamed':
      return [
        warn(
          event.service,
          `keeps its data in a volume without a name (${event.targets.join(', ')}): the next up mounts it again, down --volumes removes it`,
        ),
      ];
    case 'password.common':
      return [
        info(
          event.service,
          'its data are older than passwords of an environment and keep the common one; down --volumes, then up, gives it one of its own',
        ),
      ];
    case 'up.requested':
      return scaledBackLines(before, after);
    case 'scale.requested':
      return before.services[event.service]?.scale === event.replicas
        ? []
        : [info(event.service, `scaling to ${event.replicas}, until the next up`)];
    case 'container.create-failed':
      return [bad(event.service, `could not be created: ${event.detail}`)];
    case 'containers.orphaned':
      return event.services.map((service) =>
        warn(service, 'is no longer declared; its container runs on until the environment goes down'),
      );
    case 'down.requested':
      return before.goal === 'down'
        ? []
        : [info(undefined, event.volumes ? 'going down, with volumes' : 'going down')];
    case 'environment.removed':
      return [good(undefined, 'nothing of the environment is left running')];
    default:
      return [];
  }
}

/** The lines that say which services a new `up` sets back from `sim scale` to the declared number. */
function scaledBackLines(before: Snapshot, after: Snapshot): readonly StoryLine[] {
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
