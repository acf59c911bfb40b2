import type { Event } from '../core/event.js';
import type { Snapshot } from '../core/snapshot.js';
import { failingAfter } from './failing.js';
import { withMeasured } from './measured.js';
import type { TrafficState } from './traffic.js';

/** The traffic before the first measurement. */
export const emptyTraffic: TrafficState = {
  agent: { state: 'unknown', detail: undefined },
  services: {},
  operations: {},
  failing: {},
  edges: {},
  droppedSpans: 0,
};

/** The newest rates, and whether the agent answers, after an event. */
export function reduceTraffic(slice: TrafficState, event: Event, _snapshot: Snapshot): TrafficState {
  switch (event.kind) {
    case 'traffic.measured': {
      const after = withMeasured(slice, event.rates);
      return { ...after, failing: failingAfter(slice.failing, after.services, event.at) };
    }
    case 'environment.declared':
      return declared(slice, event.environment.agent.blind);
    case 'agent.connected':
      return { ...slice, agent: { state: 'connected', detail: undefined } };
    case 'agent.lost':
      return { ...slice, agent: { state: 'lost', detail: event.detail } };
    case 'environment.removed':
      return emptyTraffic;
    default:
      return slice;
  }
}

/** The traffic after a declaration; `blind`: why no span can reach the agent as declared, `undefined` where one can. */
function declared(slice: TrafficState, blind: string | undefined): TrafficState {
  if (blind !== undefined) return { ...slice, agent: { state: 'lost', detail: blind, declared: true } };
  return slice.agent.declared === true ? { ...slice, agent: emptyTraffic.agent } : slice;
}
