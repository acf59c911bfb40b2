import {
  type Dependency,
  type DependencyCondition,
  type Environment,
  environmentLabel,
  projectOf,
  type ServiceDefinition,
} from '../../src/environment/environment.js';

/** A service definition with everything that a test does not care about. */
export function definition(name: string, changes: Partial<ServiceDefinition> = {}): ServiceDefinition {
  return {
    name,
    stack: 'app',
    kind: 'service',
    image: `${name}:1`,
    built: false,
    dependsOn: [],
    hasHealthCheck: false,
    ports: [],
    open: [],
    background: false,
    go: undefined,
    port: undefined,
    internal: false,
    startsThroughCompose: false,
    stopsThroughCompose: false,
    networks: [],
    networkOf: undefined,
    configuration: [],
    composeWatch: false,
    oneShot: true,
    replicas: 1,
    ...changes,
  };
}

/** `waitsFor('postgres')`: waits until it is healthy. */
export function waitsFor(service: string, condition: DependencyCondition = 'service_healthy'): Dependency {
  return { service, condition, required: true, restart: false };
}

/** An environment of these services. */
export function environment(
  services: readonly ServiceDefinition[],
  changes: Partial<Environment> = {},
): Environment {
  return {
    name: 'test',
    project: projectOf('test'),
    root: '/src',
    stateDir: '/src/.sim/test',
    stacks: ['app'],
    watch: true,
    imageMode: 'auto',
    checks: [],
    cores: 8,
    moved: [],
    remarks: [],
    agent: { apart: [], blind: undefined },
    services: Object.fromEntries(services.map((service) => [service.name, service])),
    ...changes,
  };
}

export const testLabel = `${environmentLabel}=test`;
