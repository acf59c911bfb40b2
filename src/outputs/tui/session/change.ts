import type { Views } from '../../../contract/views.js';

/** Whether two views differ in no more than rates: such a change waits for the next tick, so that numbers stay readable. */
export function onlyRatesChanged(before: Views, after: Views): boolean {
  const { revision: _was, topology: _slower, ...rest } = before;
  const { revision: _is, topology: _faster, ...newRest } = after;
  const known = new Map<string, unknown>(Object.entries(rest));
  const entries = Object.entries(newRest);
  return entries.length === known.size && entries.every(([key, value]) => Object.is(known.get(key), value));
}
