import { authority, type MovedPort } from '../environment/environment.js';
import { blindWords } from './agent.js';
import { probeWords, refusalWords } from './cause.js';
import { checkWords } from './checks.js';
import { configName, meantBy } from './configuration.js';
import type { RunningEffect } from './effect.js';
import { keepsEnding } from './ends.js';
import type { Event, EventOf } from './event.js';
import { standInWords } from './images.js';
import { effectWords } from './in-flight.js';
import { containerIsDone, containerIsReady } from './readiness.js';
import { type ContainerObservation, runOf, type ServiceState } from './services.js';
import type { LogEntry, Snapshot } from './snapshot.js';
import { complaintOf, lastSaid } from './telling-lines.js';
import { formatMs } from './words.js';

type Line = Omit<LogEntry, 'at' | 'number'>;

/** What an event adds to the environment's story: only what a person would tell, never every observation. */
export function logEntriesOf(
  before: Snapshot,
  after: Snapshot,
  event: Event,
): readonly Omit<LogEntry, 'number'>[] {
  const lines = [...linesOf(before, after, event), ...readyLine(before, after)];
  return lines.map((line) => ({ at: event.at, ...line }));
}

function readyLine(before: Snapshot, after: Snapshot): readonly Line[] {
  if (before.readyAt !== undefined || after.readyAt === undefined) return [];
  const took = after.readyAt - (after.upRequestedAt ?? after.startedAt);
  return [good(undefined, `environment ready in ${formatMs(took)}`)];
}

function linesOf(before: Snapshot, after: Snapshot, event: Event): readonly Line[] {
  switch (event.kind) {
    case 'environment.declared':
      return [
        ...replicaLines(before, event),
        ...movedLines(before, event),
        ...remarkLines(before, event),
        ...(before.traffic.agent.state === 'lost' ? [] : blindLines(after)),
      ];
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
    case 'engine.connected':
      return before.engine.state === 'connected' ? [] : [info(undefined, `engine ${event.version} answers`)];
    case 'engine.lost':
      return before.engine.state === 'lost' ? [] : [bad(undefined, `engine lost: ${event.detail}`)];
    case 'image.found':
      return event.source === 'present'
        ? []
        : [
            info(
              event.service,
              `image ${event.reference} from ${sourceWords[event.source]} in ${formatMs(event.durationMs)}`,
              event.standIns === undefined || event.standIns.length === 0
                ? undefined
                : standInWords(event.standIns),
            ),
          ];
    case 'image.unavailable':
      return [bad(event.service, `image unavailable: ${refusalWords(event)}`)];
    case 'container.create-failed':
      return [bad(event.service, `could not be created: ${event.detail}`)];
    case 'container.start-failed':
      return [bad(event.service, `could not start: ${event.detail}`)];
    case 'container.observed':
      return transition(before, after, event);
    case 'container.removed': {
      const service = after.services[event.service];
      const isNews =
        before.services[event.service]?.container?.id === event.id && service?.removedAt === event.at;
      return isNews
        ? [warn(event.service, 'its container was removed from outside; another one is made')]
        : [];
    }
    case 'container.evidence-found':
      return event.lines.length === 0 ? [] : [bad(event.service, `last said: ${lastWords(event.lines)}`)];
    case 'effect.started':
      return effectLine(event.effect);
    case 'effect.failed':
      return [bad(undefined, `${effectWords(event.effect)} failed: ${event.detail}`)];
    case 'build.succeeded':
      return event.unchanged
        ? [info(event.service, `build ${event.build} is the same binary: nothing to swap`)]
        : event.stored
          ? [
              info(
                event.service,
                `build ${event.build} was built before from the same source: nothing to compile`,
              ),
            ]
          : [];
    case 'build.started':
      return [info(event.service, 'building', before.builds[event.service]?.pending?.cause)];
    case 'build.reused': {
      const told = before.builds[event.service]?.nextNumber !== after.builds[event.service]?.nextNumber;
      return told
        ? [info(event.service, `the source is that of build ${event.same.number}: nothing to compile`)]
        : [];
    }
    case 'pin.requested':
      return [warn(event.service, `pinned to build ${event.build}: newer source waits`)];
    case 'rebuild.requested':
      return before.builds[event.service]?.pinned === undefined
        ? []
        : [warn(event.service, 'no longer pinned: asked to build the newest source')];
    case 'containers.orphaned':
      return event.services.map((service) =>
        warn(service, 'is no longer declared; its container runs on until the environment goes down'),
      );
    case 'unpin.requested':
      return [info(event.service, 'follows the source again')];
    case 'build.failed': {
      const first = event.errors[0];
      const place = first?.file === undefined ? '' : `${first.file}:${first.line ?? 0}: `;
      return [bad(event.service, `build ${event.build} failed: ${place}${first?.message ?? 'no message'}`)];
    }
    case 'check.finished': {
      const check = after.builds[event.service]?.history
        .find(({ number }) => number === event.build)
        ?.checks?.find(({ kind }) => kind === event.check);
      if (check === undefined) return [];
      const text = checkWords(check);
      return [check.outcome === 'failed' ? bad(event.service, text) : info(event.service, text)];
    }
    case 'compose-watch.started':
      return [info(undefined, `docker compose watch follows ${event.services.join(', ')}`)];
    case 'compose-watch.said':
      return [
        /fail|error/i.test(event.text)
          ? bad(event.service, `compose watch: ${event.text}`)
          : info(event.service, `compose watch: ${event.text}`),
      ];
    case 'compose-watch.ended':
      return [bad(undefined, `edits of ${event.services.join(', ')} are not followed: ${event.detail}`)];
    case 'config.changed':
      return configLines(after, event);
    case 'config.polled':
      return [warn(undefined, event.detail)];
    case 'watch.started':
      return event.detail === undefined ? [] : [warn(undefined, event.detail)];
    case 'runner.unheard':
      return before.builds[event.service]?.unheard === event.detail
        ? []
        : [warn(event.service, `nobody knows which build answers: ${event.detail}`)];
    case 'runner.reported':
      // An earlier controller has told what was reported before this one began.
      return event.at < before.startedAt
        ? []
        : [...runnerLine(before, event), ...cameUp(before, after, event)];
    case 'agent.connected':
      return before.traffic.agent.state === 'connected' ? [] : [info('sim-agent', 'spans are coming in')];
    case 'agent.lost':
      // One that ends with the environment is missed by nobody.
      return before.traffic.agent.detail === event.detail || before.goal === 'down' ? [] : blindLines(after);
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

const sourceWords = {
  present: 'this machine',
  registry: 'the registry',
  'local-recipe': 'the local recipe',
  built: 'its Dockerfile',
} as const;

function transition(
  before: Snapshot,
  after: Snapshot,
  { container: { id, service: name }, at }: EventOf<'container.observed'>,
): readonly Line[] {
  const is = after.services[name]?.container;
  // News of a container that another one has replaced already is no news of the service.
  if (is === undefined || is.id !== id) return [];
  const service = before.services[name];
  const was = service?.container;
  const wanted = before.goal === 'up' && service?.wanted === 'running';
  const lines: Line[] = [
    ...anewLine(service, is),
    ...(was?.status === 'paused' ? [] : cameUp(before, after, { service: name, at })),
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

function blindLines(after: Snapshot): readonly Line[] {
  const words = blindWords(after);
  return words === undefined ? [] : [warn('sim-agent', words)];
}

/** Compose has replaced it: whoever used it hears why. */
function anewLine(service: ServiceState | undefined, is: ContainerObservation): readonly Line[] {
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
): readonly Line[] {
  if (is?.container === undefined) return [];
  const { service, status } = is.container;
  const lines: Line[] = [];
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

/** Said once: what runs is less than what was declared. */
function replicaLines(before: Snapshot, { environment }: EventOf<'environment.declared'>): readonly Line[] {
  return Object.values(environment.services)
    .filter(({ name, replicas }) => replicas > 1 && before.environment?.services[name]?.replicas !== replicas)
    .map(({ name, replicas }) => warn(name, `one container runs, of the ${replicas} that are declared`));
}

function remarkLines(before: Snapshot, { environment }: EventOf<'environment.declared'>): readonly Line[] {
  const known = new Set(before.environment?.remarks.map(({ service, text }) => `${service}: ${text}`));
  return environment.remarks
    .filter(({ service, text }) => !known.has(`${service}: ${text}`))
    .map(({ service, text }) => warn(service, text));
}

/** Whoever looks for it where it was declared finds somebody else there. */
function movedLines(before: Snapshot, { environment }: EventOf<'environment.declared'>): readonly Line[] {
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

/** What whoever edits waits for: from the change to its being live. Of builds that are gone back to that is no measure. */
function sinceChange(
  { builds }: Snapshot,
  { service, build, at, durationMs }: EventOf<'runner.reported'>,
): string | undefined {
  const before = builds[service];
  const made = before?.history.find(({ number }) => number === build);
  if (made === undefined || before?.live === undefined || made.number < before.live || at < made.requestedAt)
    return undefined;
  const swap = durationMs === undefined ? '' : `, ${formatMs(durationMs)} of it the swap`;
  return ` ${formatMs(at - made.requestedAt)} after the change${swap}`;
}

/** The moment from which others can rely on a service, whoever tells of it: the engine or its runner. */
function cameUp(
  before: Snapshot,
  after: Snapshot,
  { service, at }: { readonly service: string; readonly at: number },
): readonly Line[] {
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

/** Nothing is done about it: whether it takes effect is up to the service, and a shared folder may be read by all that see it. */
function configLines({ environment }: Snapshot, event: EventOf<'config.changed'>): readonly Line[] {
  const meant = meantBy(event);
  const text = `config ${configName(environment, event)} changed`;
  const others = event.services.filter((service) => !meant.includes(service));
  const [only] = meant;
  if (meant.length === 1) {
    return [info(only, text, others.length === 0 ? undefined : `seen by ${others.join(', ')} too`)];
  }
  return [info(undefined, text, `${meant.join(', ')} may have read it`)];
}

/** The last line, and where that explains nothing by itself, those before it as well. */
function lastWords(lines: readonly string[]): string {
  const [last] = lastSaid(lines, 1);
  return last !== undefined && complaintOf(last) !== undefined ? last : lastSaid(lines, 3).join(' | ');
}

/** The story after a service refused what was edited: the edit says so itself, or it would look like one that took effect. */
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

function effectLine(effect: RunningEffect): readonly Line[] {
  if (effect.kind === 'restart-container') return [info(effect.service, 'restarting', effect.cause)];
  if (effect.kind === 'stop-container') return [info(effect.service, 'stopping', effect.cause)];
  return [];
}

function runnerLine(before: Snapshot, event: EventOf<'runner.reported'>): readonly Line[] {
  const took = event.durationMs === undefined ? '' : ` in ${formatMs(event.durationMs)}`;
  switch (event.state) {
    case 'live':
      // Told again because it was asked.
      if (before.builds[event.service]?.live === event.build) return [];
      return [
        good(event.service, `build ${event.build ?? '?'} is live${sinceChange(before, event) ?? took}`),
      ];
    case 'late':
      return [
        warn(event.service, `build ${event.build ?? '?'} is not ready yet: ${firstLine(event.detail)}`),
      ];
    case 'unready':
      return [bad(event.service, `no longer ready: ${firstLine(event.detail)}`)];
    case 'failed':
      return [bad(event.service, `build ${event.build ?? '?'} did not come up: ${firstLine(event.detail)}`)];
    case 'rolled-back':
      return [bad(event.service, `back on build ${event.build ?? '?'}: ${firstLine(event.detail)}`)];
    case 'exited':
      return [bad(event.service, `build ${event.build ?? '?'} ended: ${firstLine(event.detail)}`)];
    default:
      return [];
  }
}

function firstLine(text: string | undefined): string {
  return text?.split('\n')[0] ?? 'no detail';
}

function info(service: string | undefined, text: string, cause?: string): Line {
  return { service, text, cause, level: 'info' };
}
function good(service: string | undefined, text: string): Line {
  return { service, text, cause: undefined, level: 'good' };
}
function warn(service: string | undefined, text: string): Line {
  return { service, text, cause: undefined, level: 'warn' };
}
function bad(service: string | undefined, text: string): Line {
  return { service, text, cause: undefined, level: 'bad' };
}
