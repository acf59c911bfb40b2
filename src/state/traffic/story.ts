import type { Event } from '../core/event.js';
import type { Snapshot } from '../core/snapshot.js';
import { info, type StoryLine, warn } from '../core/story-line.js';
import { blindWords } from './agent.js';

/** The lines that an event adds about the agent, without which no traffic is seen. */
export function trafficLines(before: Snapshot, after: Snapshot, event: Event): readonly StoryLine[] {
  switch (event.kind) {
    case 'environment.declared':
      return before.traffic.agent.state === 'lost' ? [] : blindLines(after);
    case 'agent.connected':
      return before.traffic.agent.state === 'connected' ? [] : [info('sim-agent', 'spans are coming in')];
    case 'agent.lost':
      // During `down` the agent's end is no news.
      return before.traffic.agent.detail === event.detail || before.goal === 'down' ? [] : blindLines(after);
    default:
      return [];
  }
}

function blindLines(after: Snapshot): readonly StoryLine[] {
  const words = blindWords(after);
  return words === undefined ? [] : [warn('sim-agent', words)];
}
