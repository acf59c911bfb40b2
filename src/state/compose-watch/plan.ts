import { cancelOf, type Effect } from '../core/effect.js';
import { inFlightOf } from '../core/in-flight.js';
import type { Snapshot } from '../core/snapshot.js';
import type { InstanceState } from '../instances/instance.js';
import { type ServiceState, wantedInstances } from '../services/services.js';

/**
 * Has Compose follow the `develop.watch` rules of services that Sim does not rebuild. Where `docker compose watch` ends by itself, the
 * reason does not go away by itself, so it is asked for again only when its services are declared or started anew.
 */
export function planComposeWatch(snapshot: Snapshot): readonly Effect[] {
  const { composeWatch } = snapshot;
  const services = followed(snapshot);
  const isAsked =
    composeWatch !== undefined && !composeWatch.outdated && sameNames(composeWatch.services, services);
  const [running] = inFlightOf(snapshot, 'compose-watch');
  if (running !== undefined) {
    return isAsked ? [] : [cancelOf(running.effect, 'other rules are to be followed')];
  }
  if (isAsked || services.length === 0) return [];
  return [
    {
      kind: 'compose-watch',
      key: 'compose-watch',
      cause: `${services.join(', ')} ${services.length === 1 ? 'has' : 'have'} rules of develop.watch`,
      services,
    },
  ];
}

/** The wanted services that have rules; none while the environment is not up or the engine does not answer. */
export function ruled({ environment, services, engine, goal }: Snapshot): readonly string[] {
  if (goal !== 'up' || engine.state !== 'connected') return [];
  return Object.values(environment?.services ?? {})
    .filter(({ name, composeWatch }) => composeWatch && isToRun(services[name]))
    .map(({ name }) => name);
}

/** Those services once all of them are as declared and were started: Compose must not recreate what is being created. */
function followed(snapshot: Snapshot): readonly string[] {
  const { services, composeWatch } = snapshot;
  const wanted = ruled(snapshot);
  const isThere = (name: string) => {
    if (composeWatch?.services.includes(name)) return true;
    const service = services[name];
    return service?.created === true && wantedInstances(service).every(wasAsked);
  };
  return wanted.every(isThere) ? wanted : [];
}

function isToRun(service: ServiceState | undefined): boolean {
  return service?.wanted === 'running' && service.scale > 0;
}

/** It was asked to start, or somebody wants it stopped. */
function wasAsked({ startedContainer, wanted }: InstanceState): boolean {
  return startedContainer !== undefined || wanted === 'stopped';
}

function sameNames(some: readonly string[], others: readonly string[]): boolean {
  return some.join(' ') === others.join(' ');
}
