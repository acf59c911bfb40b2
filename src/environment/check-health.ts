import type { ComposeProject, ComposeService } from './compose-project.js';
import type { ServiceDefinition } from './environment.js';
import { findAmong } from './locate.js';
import type { Problem } from './problem.js';
import type { Source } from './source.js';

/**
 * Services that others wait for to be healthy, and whose health check is switched off: they never are, and Compose fails when it comes
 * to them. Where a file says nothing of a check the image may bring one, which shows when the container runs.
 */
export function healthProblems(
  project: ComposeProject,
  services: Readonly<Record<string, ServiceDefinition>>,
  sources: readonly Source[],
): readonly Problem[] {
  return Object.values(services).flatMap(({ name, dependsOn }) =>
    dependsOn
      .filter(({ condition, required }) => condition === 'service_healthy' && required)
      .filter(
        ({ service }) => services[service]?.hasHealthCheck === false && isOff(project.services[service]),
      )
      .map(({ service }) => ({
        location: findAmong(sources, ['services', name, 'depends_on', service, 'condition'])?.location,
        message: `${name} waits for ${service} to be healthy, but ${service} has no health check`,
        hint: `Give ${service} a healthcheck, or wait for it with condition: service_started.`,
      })),
  );
}

/** Neither the file nor the image has a say any more. */
function isOff(service: ComposeService | undefined): boolean {
  const { disable, test } = service?.healthcheck ?? {};
  return disable === true || (Array.isArray(test) ? test[0] === 'NONE' : test === 'NONE');
}
