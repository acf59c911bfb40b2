import type { Event } from '../core/event.js';
import type { Snapshot } from '../core/snapshot.js';
import { failingAfter } from './failing.js';
import type { TrafficState, TrafficSummary } from './traffic.js';
import { withRates } from './traffic-rates.js';

/** How far back rates look. */
export const rateWindowMs = 10_000;

/** Nothing was seen yet. */
export const emptyTraffic: TrafficState = {
  agent: { state: 'unknown', detail: undefined },
  since: undefined,
  windows: [],
  services: {},
  operations: {},
  failing: {},
  edges: {},
  droppedSpans: 0,
};

/** What spans showed over the last ten seconds, and whether anybody is watching. */
export function reduceTraffic(slice: TrafficState, event: Event, _snapshot: Snapshot): TrafficState {
  switch (event.kind) {
    case 'traffic.summarised':
      return slide(slice, event.at, event.summary);
    case 'clock.ticked':
      return slide(slice, event.at, undefined);
    case 'environment.declared':
      return declared(slice, event.environment.agent.blind);
    case 'agent.connected':
      return {
        ...slice,
        agent: { state: 'connected', detail: undefined },
        since: slice.windows.length === 0 ? event.at : slice.since,
      };
    case 'agent.lost':
      return { ...slice, agent: { state: 'lost', detail: event.detail } };
    case 'environment.removed':
      return emptyTraffic;
    default:
      return slice;
  }
}

/** Where no span could reach the agent, that is known before it runs. */
function declared(slice: TrafficState, blind: string | undefined): TrafficState {
  if (blind !== undefined) return { ...slice, agent: { state: 'lost', detail: blind, declared: true } };
  return slice.agent.declared === true ? { ...slice, agent: emptyTraffic.agent } : slice;
}

function slide(slice: TrafficState, at: number, summary: TrafficSummary | undefined): TrafficState {
  const inRange = (window: { readonly at: number }) => Math.abs(at - window.at) < rateWindowMs;
  const firstKept = slice.windows.findIndex(inRange);
  const expired = firstKept === -1 ? slice.windows : slice.windows.slice(0, firstKept);
  if (summary === undefined && expired.length === 0) return slice;
  const kept = slice.windows.slice(expired.length);
  const after = withRates(
    {
      ...slice,
      windows: summary === undefined ? kept : [...kept, { at, summary }],
      since: slice.since ?? at - (summary?.windowMs ?? 0),
      droppedSpans: slice.droppedSpans + (summary?.dropped ?? 0),
    },
    at,
    summary,
    expired.map((window) => window.summary),
  );
  return { ...after, failing: failingAfter(slice.failing, after.services, at) };
}
