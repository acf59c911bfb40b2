import { cancelOf, type Effect } from '../core/effect.js';
import { inFlightOf } from '../core/in-flight.js';
import type { Snapshot } from '../core/snapshot.js';
import { isRunning } from '../instances/container.js';
import { shortInstanceName } from '../instances/instance-name.js';

/** Stops containers in the reverse order of their dependencies, in parallel where that allows it, then removes everything. */
export function planDown(snapshot: Snapshot): readonly Effect[] {
  if (snapshot.goal !== 'down' || snapshot.removed || snapshot.engine.state !== 'connected') return [];
  // Effects under way are cancelled first: a container that is made after the removal would be left behind.
  const underWay = Object.values(snapshot.inFlight).filter(
    ({ effect }) => effect.kind !== 'stop-container' && effect.kind !== 'remove-environment',
  );
  if (underWay.length > 0) {
    return underWay.map(({ effect }) => cancelOf(effect, 'the environment is going down'));
  }
  const running = Object.values(snapshot.services)
    .filter(({ instances }) => instances.some(({ container }) => isRunning(container)))
    .map(({ name }) => name);
  if (running.length === 0) {
    return Object.keys(snapshot.inFlight).length > 0
      ? []
      : [
          {
            kind: 'remove-environment',
            key: 'remove',
            cause: 'the environment is going down',
            volumes: snapshot.removeVolumes,
          },
        ];
  }
  // The removal under way also ends what still runs.
  if (inFlightOf(snapshot, 'remove-environment').length > 0) return [];
  return running
    .filter((name) => !hasRunningDependent(snapshot, name, running))
    .flatMap((service) => stopsOf(snapshot, service));
}

function stopsOf(snapshot: Snapshot, service: string): readonly Effect[] {
  const stop = { kind: 'stop-container', cause: 'the environment is going down', service } as const;
  if (snapshot.environment?.services[service]?.stopsThroughCompose === true) {
    return [{ ...stop, key: `stop:${service}`, index: undefined }];
  }
  const running = snapshot.services[service]?.instances.filter(({ container }) => isRunning(container)) ?? [];
  return running.map(({ index }) => ({
    ...stop,
    key: `stop:${shortInstanceName(service, index)}`,
    index,
  }));
}

function hasRunningDependent(snapshot: Snapshot, name: string, running: readonly string[]): boolean {
  return running.some((other) =>
    snapshot.environment?.services[other]?.dependsOn.some((dependency) => dependency.service === name),
  );
}
