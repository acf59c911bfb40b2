import type { Snapshot } from '../core/snapshot.js';
import { isRunning } from '../instances/container.js';
import { neededServices } from './needed-services.js';
import { type Services, startAgain, update } from './service-changes.js';

/** What a service needs is wanted with it: services among those that were stopped by hand are wanted again, as with `docker compose start`. */
export function wake(services: Services, name: string, { environment }: Snapshot): Services {
  return [...neededServices(environment, name)].reduce(
    (all, needed) =>
      update(all, needed, (service) => (service.wanted === 'stopped' ? startAgain(service) : service)),
    services,
  );
}

/** Who says `restart: true` of a service is restarted after it, once that is ready again; those who say so of them, too. */
export function restartDependents(
  services: Services,
  name: string,
  snapshot: Pick<Snapshot, 'environment'>,
): Services {
  const dependents = Object.values(snapshot.environment?.services ?? {}).filter(({ dependsOn }) =>
    dependsOn.some(({ service, restart }) => service === name && restart),
  );
  return dependents.reduce((all, dependent) => {
    const service = all[dependent.name];
    if (service?.wanted !== 'running' || !isRunning(service.container)) return all;
    if (service.restartCause !== undefined) return all;
    const marked = update(all, dependent.name, (one) => ({
      ...one,
      restartCause: `${name} was restarted`,
      restartAfter: name,
    }));
    return restartDependents(marked, dependent.name, snapshot);
  }, services);
}
