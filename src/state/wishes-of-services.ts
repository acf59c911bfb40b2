import type { ServiceDefinition } from '../environment/environment.js';
import { type Services, startAgain, update } from './service-changes.js';
import { isRunning } from './services.js';
import type { Snapshot } from './snapshot.js';

/** Whoever wants a service wants what it depends on: of that, what was stopped by hand is wanted again, as `docker compose start` does. */
export function wake(services: Services, name: string, { environment }: Snapshot): Services {
  return [...dependenciesOf(environment?.services ?? {}, name)].reduce(
    (all, dependency) =>
      update(all, dependency, (service) => (service.wanted === 'stopped' ? startAgain(service) : service)),
    services,
  );
}

/** Everything that a service needs, near and far; what it can do without is left alone. */
function dependenciesOf(
  definitions: Readonly<Record<string, ServiceDefinition>>,
  name: string,
): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (one: string) => {
    for (const { service, required } of definitions[one]?.dependsOn ?? []) {
      if (!required || found.has(service) || definitions[service]?.replicas === 0) continue;
      found.add(service);
      visit(service);
    }
  };
  visit(name);
  return found;
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
