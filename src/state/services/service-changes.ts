import type { Snapshot } from '../core/snapshot.js';
import { isRunning } from '../instances/container.js';
import type { ServiceState } from './services.js';

export type Services = Snapshot['services'];

/** A service of which nothing is known yet. */
export function newService(name: string): ServiceState {
  return {
    name,
    wanted: 'running',
    oneShot: false,
    container: undefined,
    created: false,
    createError: undefined,
    startError: undefined,
    readyAt: undefined,
    startedContainer: undefined,
    runBefore: undefined,
    startAskedAt: undefined,
    restartCause: undefined,
    restartAfter: undefined,
    stopCause: undefined,
    unreadySince: undefined,
    pausedAt: undefined,
    resumedAt: undefined,
    detachedAt: undefined,
    removedAt: undefined,
    anewCause: undefined,
    ends: undefined,
    evidence: [],
    evidenceOf: undefined,
    heard: undefined,
  };
}

/** Somebody asks for it: what went wrong before is no reason any more not to try. */
export function startAgain(service: ServiceState): ServiceState {
  return {
    ...service,
    wanted: 'running',
    stopCause: undefined,
    createError: undefined,
    startError: undefined,
    ends: undefined,
    startedContainer: isRunning(service.container) ? service.startedContainer : undefined,
  };
}

/** The same services where nothing changes. */
export function update(
  services: Services,
  name: string,
  change: (service: ServiceState) => ServiceState,
): Services {
  const service = services[name];
  if (service === undefined) return services;
  const next = change(service);
  return next === service ? services : { ...services, [name]: next };
}

/** All of them changed. */
export function mapAll(services: Services, change: (service: ServiceState) => ServiceState): Services {
  return Object.fromEntries(Object.entries(services).map(([name, service]) => [name, change(service)]));
}
