import type { InstanceView } from '../../../contract/views.js';

/** A time of a view (ISO 8601) in milliseconds since the epoch. */
export function msOf(time: string): number {
  return Date.parse(time);
}

/** How long ago something was, in steps that grow with it: `just now`, `5 s ago`, `3 min ago`, `2 h ago`. */
export function agoWords(at: number, now: number): string {
  const seconds = Math.floor((now - at) / 1000);
  if (seconds < 2) return 'just now';
  return `${spanWords(seconds)} ago`;
}

/** How long something has been going on, in whole seconds at least. */
export function elapsedWords(since: number, now: number): string {
  return spanWords(Math.max(0, Math.floor((now - since) / 1000)));
}

/** How long something has been ready, or else when it was started: how long it has been as it is now is not told. */
export function sinceWords(
  { ready, since }: Pick<InstanceView, 'ready' | 'since'>,
  now: number,
): string | undefined {
  if (since === null) return undefined;
  return ready ? `for ${elapsedWords(msOf(since), now)}` : `started ${agoWords(msOf(since), now)}`;
}

function spanWords(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

/** The time of day where the user is, as `16:02:09`. `offsetMinutes` is what is east of UTC. */
export function timeOfDay(at: number, offsetMinutes: number): string {
  return new Date(at + offsetMinutes * 60_000).toISOString().slice(11, 19);
}
