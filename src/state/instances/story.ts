import { formatMs } from '../../words/time.js';
import type { EventOf } from '../core/event.js';
import type { Snapshot } from '../core/snapshot.js';
import { bad, good, info, type StoryLine, warn } from '../core/story-line.js';
import { probeWords } from '../services/probe-words.js';
import { containerIsDone, containerIsReady } from '../services/readiness.js';
import type { ServiceState } from '../services/services.js';
import { type ContainerObservation, runOf } from './container.js';
import { keepsEnding } from './ends.js';

/** What an observation of a container tells that the one before did not. */
export function containerLines(
  before: Snapshot,
  after: Snapshot,
  { container: { id, service: name }, at }: EventOf<'container.observed'>,
): readonly StoryLine[] {
  const is = after.services[name]?.container;
  // News of a container that another one has replaced already is no news of the service.
  if (is === undefined || is.id !== id) return [];
  const service = before.services[name];
  const was = service?.container;
  const wanted = before.goal === 'up' && service?.wanted === 'running';
  const lines: StoryLine[] = [
    ...anewLine(service, is),
    ...(was?.status === 'paused' ? [] : cameUpLines(before, after, { service: name, at })),
    ...standingLines(before.services[name], after.services[name], at),
  ];
  if (is.status === 'running' && was?.health !== 'unhealthy' && is.health === 'unhealthy') {
    lines.push(
      bad(is.service, `unhealthy: ${is.probe === undefined ? 'its probe fails' : probeWords(is.probe)}`),
    );
  }
  if (was?.status !== is.status) {
    if (wanted && service?.oneShot && containerIsDone(is)) lines.push(good(is.service, 'done'));
    else if (is.status === 'exited' && is.startedAt !== undefined && was !== undefined) {
      const text = `ended with ${is.exitCode}${is.oomKilled ? ' (out of memory)' : ''}`;
      lines.push(wanted ? bad(is.service, text) : info(is.service, text));
    } else if (is.status === 'restarting') lines.push(warn(is.service, 'the engine restarts it'));
  }
  return lines;
}

/** The moment from which others can rely on a service, whoever tells of it: the engine or its runner. */
export function cameUpLines(
  before: Snapshot,
  after: Snapshot,
  { service, at }: { readonly service: string; readonly at: number },
): readonly StoryLine[] {
  const is = after.services[service]?.container;
  if (is === undefined || !containerIsReady(is) || containerIsReady(before.services[service]?.container))
    return [];
  // That it runs for the moment is no news of a service that keeps ending.
  const now = after.services[service];
  if (now !== undefined && keepsEnding(now, after.at)) return [];
  const heard = before.services[service]?.heard;
  if (heard?.ready === false && heard.run === runOf(is)) return [good(service, 'ready again')];
  const fellAt = before.services[service]?.unreadySince;
  if (fellAt !== undefined) {
    return [good(service, `ready again after ${formatMs(Math.max(0, at - fellAt))}`)];
  }
  const took = is.startedAt === undefined ? -1 : at - is.startedAt;
  const word = is.health === 'healthy' ? 'healthy' : 'running';
  return [good(service, took < 0 ? word : `${word} ${formatMs(took)} after its start`)];
}

/** Compose has replaced it: whoever used it hears why. */
function anewLine(service: ServiceState | undefined, is: ContainerObservation): readonly StoryLine[] {
  const was = service?.container;
  if (was === undefined || was.id === is.id) return [];
  const hasOtherImage = was.image !== is.image || was.imageId !== is.imageId;
  const cause = service?.anewCause ?? (hasOtherImage ? 'its image changed' : 'its declaration changed');
  return [info(is.service, 'made anew', cause)];
}

/** What somebody else did to a container that runs. */
function standingLines(
  was: ServiceState | undefined,
  is: ServiceState | undefined,
  at: number,
): readonly StoryLine[] {
  if (is?.container === undefined) return [];
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
