import { formatMs } from '../../words/time.js';
import { buildLines } from '../builds/story.js';
import { checkLines } from '../checks/story.js';
import { composeWatchLines } from '../compose-watch/story.js';
import { configurationLines } from '../configuration/story.js';
import { imageLines } from '../images/story.js';
import { instanceLines, named } from '../instances/story.js';
import { serviceLines } from '../services/story.js';
import { trafficLines } from '../traffic/story.js';
import type { RunningEffect } from './effect.js';
import type { Event } from './event.js';
import { effectWords } from './in-flight.js';
import type { LogEntry, Snapshot } from './snapshot.js';
import { bad, good, info, type StoryLine } from './story-line.js';

/** The entries that an event adds to the environment's story: what a person would tell, not every observation. */
export function logEntriesOf(
  before: Snapshot,
  after: Snapshot,
  event: Event,
): readonly Omit<LogEntry, 'number'>[] {
  const told = topics.flatMap((linesOf) => linesOf(before, after, event));
  const lines = [...told, ...readyLine(before, after)];
  return lines.map((line) => ({ at: event.at, ...line }));
}

function readyLine(before: Snapshot, after: Snapshot): readonly StoryLine[] {
  if (before.readyAt !== undefined || after.readyAt === undefined) return [];
  const took = after.readyAt - (after.upRequestedAt ?? after.startedAt);
  return [good(undefined, `environment ready in ${formatMs(took)}`)];
}

type Lines = (before: Snapshot, after: Snapshot, event: Event) => readonly StoryLine[];

/** In the order in which the lines of one event stand. */
const topics: readonly Lines[] = [
  serviceLines,
  imageLines,
  buildLines,
  instanceLines,
  checkLines,
  configurationLines,
  composeWatchLines,
  trafficLines,
  ownLines,
];

function ownLines(before: Snapshot, after: Snapshot, event: Event): readonly StoryLine[] {
  switch (event.kind) {
    case 'engine.connected':
      return before.engine.state === 'connected' ? [] : [info(undefined, `engine ${event.version} answers`)];
    case 'engine.lost':
      return before.engine.state === 'lost' ? [] : [bad(undefined, `engine lost: ${event.detail}`)];
    case 'effect.started':
      return effectLine(event.effect, after);
    case 'effect.failed':
      return [bad(undefined, `${effectWords(event.effect)} failed: ${event.detail}`)];
    default:
      return [];
  }
}

function effectLine(effect: RunningEffect, after: Snapshot): readonly StoryLine[] {
  const word =
    effect.kind === 'restart-container' ? 'restarting' : effect.kind === 'stop-container' ? 'stopping' : '';
  if (word === '' || !('service' in effect)) return [];
  const line = info(effect.service, word, effect.cause);
  return ['index' in effect && effect.index !== undefined ? named(after, effect.index, line) : line];
}
