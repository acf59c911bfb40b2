import type { Snapshot } from '../core/snapshot.js';
import type { ServiceWord } from './service-view.js';
import type { ServiceState } from './services.js';
import { pauseThatHolds } from './with-dependencies.js';

/** Of the other words the cause says it, or something else is known to keep their containers from being made. */
const heldIn: readonly ServiceWord[] = [
  ...(['ready', 'done', 'degraded', 'failed', 'unhealthy'] as const),
  ...(['restarting', 'detached', 'paused', 'starting'] as const),
];

/** What was to be said of a service, and that a pause keeps it from having as many containers as it is to have, where one does. */
export function withHeld(
  snapshot: Snapshot,
  service: ServiceState,
  state: ServiceWord,
  words: string | undefined,
): string | undefined {
  const { name, scale, instances, created, createError } = service;
  if (created || createError !== undefined || instances.length === scale) return words;
  const paused = heldIn.includes(state) ? pauseThatHolds(snapshot, name) : undefined;
  if (paused === undefined) return words;
  const held = `has ${instances.length} and not ${scale} containers until ${paused}, which is paused, runs on`;
  return words === undefined ? held : `${words}; ${held}`;
}

/** Why a service has, or is to have, no containers. */
export function scaledToNothingWords(snapshot: Snapshot, { name }: ServiceState): string {
  const paused = pauseThatHolds(snapshot, name);
  return paused === undefined
    ? 'scaled to 0'
    : `scaled to 0; goes as soon as ${paused}, which is paused, runs on`;
}
