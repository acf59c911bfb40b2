import type { Course, CourseService } from './course.js';
import type { FoundFault } from './fuzz.js';

/** A fault and the course that shows it, for people. */
export function faultLines({ seed, fault, course, lines }: FoundFault): readonly string[] {
  return [
    `seed ${seed}: ${fault}`,
    ...servicesOf(course).map((line) => `  ${line}`),
    ...lines.map((line) => `  ${line}`),
  ];
}

function servicesOf({ services }: Course): readonly string[] {
  return services.map(
    (service) =>
      `service ${service.name}${traitsOf(service)}${service.dependsOn.map((one) => `, after ${one.service} (${dependencyWords(one)})`).join('')}`,
  );
}

function dependencyWords({ condition, required, restart }: CourseService['dependsOn'][number]): string {
  return `${condition}${required ? '' : ', not required'}${restart ? ', restart: true' : ''}`;
}

function traitsOf(service: CourseService): string {
  const { hasHealthCheck, oneShot, replicas, restarts, background, throughCompose, handoff } = service;
  return [
    ...(hasHealthCheck ? [', has a health check'] : []),
    ...(oneShot ? [', ends when it has done its work'] : []),
    ...(restarts ? [', restart: always'] : []),
    ...(handoff === undefined ? [] : [`, rebuilt (${handoff})`]),
    ...(background ? [', in the background'] : []),
    ...(throughCompose ? [', started and stopped by Compose'] : []),
    ...(replicas === 1 ? [] : [`, replicas: ${replicas}`]),
  ].join('');
}
