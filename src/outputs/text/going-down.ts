import { effectWords, inFlightOf } from '../../state/core/in-flight.js';
import type { Snapshot } from '../../state/core/snapshot.js';

/** What an environment that goes down still waits for; `undefined` where it is not known or not going down. */
export function goingDownText(snapshot: Snapshot): string | undefined {
  if (snapshot.goal !== 'down' || snapshot.removed) return undefined;
  const stopping = inFlightOf(snapshot, 'stop-container').map(({ effect }) => effect.service);
  if (stopping.length > 0) {
    return `waits for ${stopping.join(', ')} to end; the engine kills what does not end in its grace period`;
  }
  if (inFlightOf(snapshot, 'remove-environment').length > 0) {
    return 'waits for the engine to remove containers and networks';
  }
  const others = Object.values(snapshot.inFlight).map(({ effect }) => effectWords(effect));
  return others.length === 0 ? undefined : `waits for what was under way: ${others.join(', ')}`;
}
