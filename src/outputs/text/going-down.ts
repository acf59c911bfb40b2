import type { Snapshot } from '../../state/snapshot.js';

/** What an environment that goes down still waits for; `undefined` where it is not known or not going down. */
export function goingDownText({ goal, removed, inFlight }: Snapshot): string | undefined {
  if (goal !== 'down' || removed) return undefined;
  const effects = Object.entries(inFlight);
  const stopping = effects.flatMap(([key, { service }]) =>
    key.startsWith('stop:') && service !== undefined ? [service] : [],
  );
  if (stopping.length > 0) {
    return `waits for ${stopping.join(', ')} to end; the engine kills what does not end in its grace period`;
  }
  if (inFlight.remove !== undefined) return 'waits for the engine to remove containers and networks';
  const others = effects.map(([key]) => key.replace(':', ' ')).filter((key) => !key.startsWith('cancel'));
  return others.length === 0 ? undefined : `waits for what was under way: ${others.join(', ')}`;
}
