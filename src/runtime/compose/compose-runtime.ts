import type { Compose } from '../../adapters/compose/compose.js';
import type { ContainerEngine } from '../../adapters/docker/container-engine.js';
import { takenPort } from '../../adapters/docker/taken-port.js';
import { SimError } from '../../errors.js';
import type { BuildDelivery, InstanceName } from '../build-delivery.js';
import type { Runtime } from '../runtime.js';
import { Containers } from './containers.js';
import type { ComposeCreation } from './creation.js';
import type { Declaration } from './declaration.js';
import { findPort } from './forward-port.js';
import { watchContainers } from './watch-containers.js';

export interface ComposeRuntimeOptions {
  readonly engine: ContainerEngine;
  readonly creation: Pick<ComposeCreation, 'create' | 'start' | 'stop'>;
  readonly builds: Pick<BuildDelivery, 'offeredBuild' | 'offerBuild'>;
  /** What is declared now. */
  readonly declared: () => {
    readonly declaration: Pick<Declaration, 'environment'>;
    readonly compose: Pick<Compose, 'watch'>;
  };
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** The runtime whose instances are containers of one Docker engine on this machine, made by Docker Compose. */
export function createComposeRuntime(options: ComposeRuntimeOptions): Runtime {
  const { engine, creation, builds, declared } = options;
  const containers = new Containers(engine);
  const definitionOf = (service: string) => declared().declaration.environment.services[service];
  const idOf = async (instance: InstanceName): Promise<string> => {
    const container = await containers.of(instance);
    if (container !== undefined) return container.id;
    throw new SimError('failed', `${instance.service} has no container`);
  };
  const ifThere = async (instance: InstanceName, act: (id: string) => Promise<void>) => {
    const container = await containers.of(instance);
    if (container !== undefined) await act(container.id);
  };

  return {
    version: () => engine.version(),
    owners: () => engine.owners(),

    create: async ({ services, images, anew, kept = false }, signal) => {
      const others = Object.entries(services).filter(
        ([name, count]) => count !== definitionOf(name)?.replicas,
      );
      const scales = Object.fromEntries(others);
      // Of too many, some of them outdated, Compose 2.26 keeps and remakes the outdated ones: those of the highest numbers go first.
      const surplus =
        anew || kept
          ? []
          : Object.keys(services).filter((name) => containers.count(name) > (services[name] ?? 0));
      try {
        if (surplus.length > 0) await creation.create(surplus, images, { anew, kept: true, scales }, signal);
        await creation.create(Object.keys(services), images, { anew, kept, scales }, signal);
      } finally {
        containers.doubt();
      }
    },
    start: ({ service, index }, signal) =>
      index === undefined || definitionOf(service)?.startsThroughCompose === true
        ? creation.start(service, signal)
        : ifThere({ service, index }, (id) => engine.start(id)),
    refusedPort: takenPort,
    stop: ({ service, index }, signal) =>
      index === undefined
        ? creation.stop(service, signal)
        : ifThere({ service, index }, (id) => engine.stop(id)),
    restart: async (instance) => engine.restart(await idOf(instance)),
    signal: async (instance, signal) => engine.kill(await idOf(instance), signal),
    remove: (instance) => ifThere(instance, (id) => engine.remove(id)),
    removeAll: async (asked) => {
      containers.doubt();
      return engine.removeAll(asked);
    },

    observe: (instance) => containers.look(instance),
    observeAll: () => containers.observeAll(),
    watch: (signal) => watchContainers({ ...options, containers }, signal),
    logs: ({ id }, range, signal) => engine.logs(id, range, signal),
    reports: ({ id }, since, signal) => engine.reports(id, since, signal),
    exec: async (instance, command, signal) => engine.exec(await idOf(instance), command, signal),
    forwardPort: async (instance, port, signal) => {
      const container = await containers.look(instance);
      if (container === undefined) throw new SimError('failed', `${instance.service} has no container`);
      return findPort(container, port, signal);
    },

    followRules: (services, onLine, signal) => declared().compose.watch(services, onLine, signal),

    // Instances are made by the engine that has the images.
    deliverImage: async () => undefined,
    imageVolumes: (reference) => engine.imageVolumes(reference),
    hasVolume: (name) => engine.hasVolume(name),

    offeredBuild: (service) => builds.offeredBuild(service),
    offerBuild: (service, offered) => builds.offerBuild(service, offered),
    deliverBuild: async (instance, offered) => {
      await builds.offerBuild(instance.service, offered);
      await engine.kill(await idOf(instance), 'SIGHUP');
    },

    hide: (secret) => engine.hide(secret),
    mask: (text) => engine.mask(text),
  };
}
