import { formatMs } from '../../words/time.js';
import type { Event, EventOf } from '../core/event.js';
import type { Snapshot } from '../core/snapshot.js';
import { bad, good, info, type StoryLine, warn } from '../core/story-line.js';
import { probeWords } from '../services/probe-words.js';
import { type ServiceState, wantedInstances } from '../services/services.js';
import { type ContainerObservation, runOf } from './container.js';
import { keepsEnding } from './ends.js';
import { findInstance } from './find-instance.js';
import type { InstanceState } from './instance.js';
import { containerIsDone, containerIsReady } from './readiness.js';
import { complaintOf, lastSaid } from './telling-lines.js';

/** The lines that an event adds about containers. */
export function instanceLines(before: Snapshot, after: Snapshot, event: Event): readonly StoryLine[] {
  switch (event.kind) {
    case 'container.start-failed':
      return [named(after, event.index, bad(event.service, `could not start: ${event.detail}`))];
    case 'container.observed':
      return containerLines(before, after, event);
    case 'container.removed': {
      const gone = before.services[event.service]?.instances.find(
        ({ container }) => container.id === event.id,
      );
      if (gone === undefined || after.services[event.service]?.removedAt !== event.at) return [];
      const text = 'its container was removed from outside; another one is made';
      return [named(before, gone.index, warn(event.service, text))];
    }
    case 'container.evidence-found':
      return event.lines.length === 0
        ? []
        : [bad(event.service, `last said: ${lastWords(event.lines)}`)].map((line) =>
            named(after, event.index, line),
          );
    case 'runner.reported':
      // The controller before this one has written what was reported in its time.
      return event.at < before.startedAt ? [] : cameUpLines(before, after, event);
    default:
      return [];
  }
}

/** The lines that the story gets from an observation of a container: what has changed since the one before. */
function containerLines(
  before: Snapshot,
  after: Snapshot,
  { container: { id, service, index }, at }: EventOf<'container.observed'>,
): readonly StoryLine[] {
  const is = findInstance(after, service, index);
  // Another container has replaced this one already.
  if (is === undefined || is.container.id !== id) return [];
  const was = findInstance(before, service, index);
  const wanted = before.goal === 'up' && is.wanted === 'running' && isWanted(before.services[service], index);
  const lines = [
    ...anewLine(was, is.container, before.services[service]?.anewCause),
    ...(was?.container.status === 'paused' ? [] : cameUp(was, is, after.at, at)),
    ...standingLines(was, is, at),
    ...healthLine(was?.container, is.container),
    ...endLine(was?.container, is, wanted),
  ];
  return lines.map((line) => named(after, index, line));
}

/** Whether a container is wanted: its service is, and the service is not scaled below it. */
function isWanted(service: ServiceState | undefined, index: number): boolean {
  if (service === undefined || service.wanted !== 'running') return false;
  return (
    service.instances.length <= service.scale || wantedInstances(service).some((one) => one.index === index)
  );
}

/** The line that says that a container has become ready, where the engine or its runner has just told so. */
function cameUpLines(
  before: Snapshot,
  after: Snapshot,
  { service, index: given, at }: { readonly service: string; readonly index?: number; readonly at: number },
): readonly StoryLine[] {
  const index = given ?? after.services[service]?.instances[0]?.index;
  if (index === undefined) return [];
  const is = findInstance(after, service, index);
  if (is === undefined) return [];
  return cameUp(findInstance(before, service, index), is, after.at, at).map((line) =>
    named(after, index, line),
  );
}

/** A line with the number of its container in front, where the service has several. */
export function named({ services }: Snapshot, index: number | undefined, line: StoryLine): StoryLine {
  const service = line.service === undefined ? undefined : services[line.service];
  const isOne = service === undefined || (service.scale === 1 && service.instances.length === 1);
  return isOne || index === undefined ? line : { ...line, text: `#${index} ${line.text}` };
}

function healthLine(was: ContainerObservation | undefined, is: ContainerObservation): readonly StoryLine[] {
  if (is.status !== 'running' || was?.health === 'unhealthy' || is.health !== 'unhealthy') return [];
  return [bad(is.service, `unhealthy: ${is.probe === undefined ? 'its probe fails' : probeWords(is.probe)}`)];
}

function endLine(
  was: ContainerObservation | undefined,
  { container: is, oneShot }: InstanceState,
  wanted: boolean,
): readonly StoryLine[] {
  if (was?.status === is.status) return [];
  if (wanted && oneShot && containerIsDone(is)) return [good(is.service, 'done')];
  if (is.status === 'exited' && is.startedAt !== undefined && was !== undefined) {
    const text = `ended with ${is.exitCode}${is.oomKilled ? ' (out of memory)' : ''}`;
    return [wanted ? bad(is.service, text) : info(is.service, text)];
  }
  return is.status === 'restarting' ? [warn(is.service, 'the engine restarts it')] : [];
}

function cameUp(
  was: InstanceState | undefined,
  now: InstanceState,
  known: number,
  at: number,
): readonly StoryLine[] {
  const { service, container: is } = now;
  if (!containerIsReady(is) || containerIsReady(was?.container)) return [];
  // A service that keeps ending will be down again in a moment.
  if (keepsEnding(now, known)) return [];
  const { heard, unreadySince: fellAt } = was ?? {};
  if (heard?.ready === false && heard.run === runOf(is)) return [good(service, 'ready again')];
  if (fellAt !== undefined) {
    return [good(service, `ready again after ${formatMs(Math.max(0, at - fellAt))}`)];
  }
  const took = is.startedAt === undefined ? -1 : at - is.startedAt;
  const word = is.health === 'healthy' ? 'healthy' : 'running';
  return [good(service, took < 0 ? word : `${word} ${formatMs(took)} after its start`)];
}

/** The line that says why Compose has replaced a container. */
function anewLine(
  before: InstanceState | undefined,
  is: ContainerObservation,
  anewCause: string | undefined,
): readonly StoryLine[] {
  const was = before?.container;
  if (was === undefined || was.id === is.id) return [];
  const hasOtherImage = was.image !== is.image || was.imageId !== is.imageId;
  const cause = anewCause ?? (hasOtherImage ? 'its image changed' : 'its declaration changed');
  return [info(is.service, 'made anew', cause)];
}

/** The lines about what somebody outside did to a running container: paused it, let it run on, took it off a network. */
function standingLines(was: InstanceState | undefined, is: InstanceState, at: number): readonly StoryLine[] {
  const { service, status } = is.container;
  const lines: StoryLine[] = [];
  if (status === 'paused' && was?.pausedAt === undefined) lines.push(warn(service, 'paused from outside'));
  if (status === 'running' && was?.pausedAt !== undefined) {
    lines.push(good(service, `runs on after ${formatMs(Math.max(0, at - was.pausedAt))} of pause`));
  }
  if (is.detachedAt !== undefined && was?.detachedAt === undefined) {
    lines.push(bad(service, 'was taken off its network'));
  }
  if (is.detachedAt === undefined && was?.detachedAt !== undefined && status === 'running') {
    lines.push(good(service, 'is on its network again'));
  }
  return lines;
}

/** The last line where it tells an error by itself; else the last three. */
function lastWords(lines: readonly string[]): string {
  const [last] = lastSaid(lines, 1);
  return last !== undefined && complaintOf(last) !== undefined ? last : lastSaid(lines, 3).join(' | ');
}
