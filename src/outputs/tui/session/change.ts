import type { Snapshot } from '../../../state/core/snapshot.js';

/** Whether two Snapshots differ in no more than time and rates: such a change waits for the next tick, so that numbers stay readable. */
export function onlyRatesChanged(before: Snapshot, after: Snapshot): boolean {
  if (before.traffic.agent.state !== after.traffic.agent.state) return false;
  const { at: _at, traffic: _traffic, ...rest } = before;
  const { at: _newAt, traffic: _newTraffic, ...newRest } = after;
  const was = new Map<string, unknown>(Object.entries(rest));
  const is = new Map<string, unknown>(Object.entries(newRest));
  return was.size === is.size && [...is].every(([key, value]) => Object.is(was.get(key), value));
}
