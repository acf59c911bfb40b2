import { authority, type MovedPort } from '../../environment/environment.js';
import type { EventOf } from '../core/event.js';
import type { Snapshot } from '../core/snapshot.js';
import { type StoryLine, warn } from '../core/story-line.js';

/** What a declaration tells besides what it declares: each once, however often it is declared. */
export function declarationLines(
  before: Snapshot,
  event: EventOf<'environment.declared'>,
): readonly StoryLine[] {
  return [...replicaLines(before, event), ...movedLines(before, event), ...remarkLines(before, event)];
}

/** Said once: what runs is less than what was declared. */
function replicaLines(
  before: Snapshot,
  { environment }: EventOf<'environment.declared'>,
): readonly StoryLine[] {
  return Object.values(environment.services)
    .filter(({ name, replicas }) => replicas > 1 && before.environment?.services[name]?.replicas !== replicas)
    .map(({ name, replicas }) => warn(name, `one container runs, of the ${replicas} that are declared`));
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
