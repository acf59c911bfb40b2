import { firstErrorWords } from '../../words/build-errors.js';
import { checkWords } from '../../words/checks.js';
import { standInWords } from '../../words/stand-ins.js';
import { formatMs } from '../../words/time.js';
import { runnerReportLines } from '../builds/story.js';
import { composeWatchLines } from '../compose-watch/story.js';
import { configLines } from '../configuration/story.js';
import { cameUpLines, containerLines, named } from '../instances/story.js';
import { complaintOf, lastSaid } from '../instances/telling-lines.js';
import { refusalWords } from '../services/cause.js';
import { declarationLines, scaledBackLines } from '../services/story.js';
import { blindWords } from '../traffic/agent.js';
import type { RunningEffect } from './effect.js';
import type { Event } from './event.js';
import { effectWords } from './in-flight.js';
import type { LogEntry, Snapshot } from './snapshot.js';
import { bad, good, info, type StoryLine, warn } from './story-line.js';

/** The entries that an event adds to the environment's story: what a person would tell, not every observation. */
export function logEntriesOf(
  before: Snapshot,
  after: Snapshot,
  event: Event,
): readonly Omit<LogEntry, 'number'>[] {
  const lines = [...linesOf(before, after, event), ...readyLine(before, after)];
  return lines.map((line) => ({ at: event.at, ...line }));
}

function readyLine(before: Snapshot, after: Snapshot): readonly StoryLine[] {
  if (before.readyAt !== undefined || after.readyAt === undefined) return [];
  const took = after.readyAt - (after.upRequestedAt ?? after.startedAt);
  return [good(undefined, `environment ready in ${formatMs(took)}`)];
}

function linesOf(before: Snapshot, after: Snapshot, event: Event): readonly StoryLine[] {
  switch (event.kind) {
    case 'environment.declared':
      return [
        ...declarationLines(before, event),
        ...(before.traffic.agent.state === 'lost' ? [] : blindLines(after)),
      ];
    case 'packages.listed': {
      const known = before.builds[event.service]?.leftOut ?? [];
      return (event.notes ?? []).flatMap((note) => (known.includes(note) ? [] : [warn(event.service, note)]));
    }
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
    case 'effect.started':
      return effectLine(event.effect, after);
    case 'effect.failed':
      return [bad(undefined, `${effectWords(event.effect)} failed: ${event.detail}`)];
    case 'build.succeeded':
      return event.unchanged
        ? [info(event.service, `build ${event.build} is the same binary: nothing to swap`)]
        : event.path === 'kept'
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
    case 'build.failed':
      return [bad(event.service, `build ${event.build} failed: ${firstErrorWords(event.errors)}`)];
    case 'check.finished': {
      const check = after.builds[event.service]?.history
        .find(({ number }) => number === event.build)
        ?.checks?.find(({ kind }) => kind === event.check);
      if (check === undefined) return [];
      const text = checkWords(check);
      return [check.outcome === 'failed' ? bad(event.service, text) : info(event.service, text)];
    }
    case 'compose-watch.started':
    case 'compose-watch.said':
    case 'compose-watch.ended':
      return composeWatchLines(event);
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
      // The controller before this one has written what was reported in its time.
      return event.at < before.startedAt
        ? []
        : [...runnerReportLines(before, after, event), ...cameUpLines(before, after, event)];
    case 'agent.connected':
      return before.traffic.agent.state === 'connected' ? [] : [info('sim-agent', 'spans are coming in')];
    case 'agent.lost':
      // During `down` the agent's end is no news.
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

function blindLines(after: Snapshot): readonly StoryLine[] {
  const words = blindWords(after);
  return words === undefined ? [] : [warn('sim-agent', words)];
}

/** The last line where it tells an error by itself; else the last three. */
function lastWords(lines: readonly string[]): string {
  const [last] = lastSaid(lines, 1);
  return last !== undefined && complaintOf(last) !== undefined ? last : lastSaid(lines, 3).join(' | ');
}

function effectLine(effect: RunningEffect, after: Snapshot): readonly StoryLine[] {
  const word =
    effect.kind === 'restart-container' ? 'restarting' : effect.kind === 'stop-container' ? 'stopping' : '';
  if (word === '' || !('service' in effect)) return [];
  const line = info(effect.service, word, effect.cause);
  return ['index' in effect && effect.index !== undefined ? named(after, effect.index, line) : line];
}
