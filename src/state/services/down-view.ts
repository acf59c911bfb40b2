import type { EnvironmentView } from '../../contract/views.js';
import { effectWords, inFlightOf } from '../core/in-flight.js';
import { momentOf } from '../core/moment.js';
import type { Snapshot } from '../core/snapshot.js';

/** How far `down` has come; null where the environment does not go down. */
export function downDocument(snapshot: Snapshot): EnvironmentView['down'] {
  if (snapshot.goal !== 'down') return null;
  const failure = Object.values(snapshot.failedEffects).find(
    ({ effect }) => effect.kind === 'remove-environment',
  );
  return {
    volumes: snapshot.removeVolumes,
    waitsFor: waitsFor(snapshot) ?? null,
    failure: failure === undefined ? null : { at: momentOf(failure.at), detail: failure.detail },
    removal: snapshot.removal ?? null,
  };
}

/** What `down` still waits for, for people; `undefined` where that is not known, or all is gone. */
function waitsFor(snapshot: Snapshot): string | undefined {
  if (snapshot.removed) return undefined;
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
