import type { RefusedPort } from '../../environment/assign-ports.js';
import { SimError } from '../../errors.js';
import type { RemovalReport } from '../../state/core/event.js';
import type { ObservedPort } from '../../state/instances/container.js';
import { isRunnerReport } from '../../state/instances/runner-line.js';
import type { InstanceName, InstanceSelection } from '../build-delivery.js';
import type { Creation, Runtime } from '../runtime.js';
import type { MemoryContainer } from './memory-container.js';
import type { MemoryWorld } from './memory-world.js';

/** The runtime whose instances exist in memory alone, for tests: it keeps the port's promises without an engine. */
export function createMemoryRuntime(world: MemoryWorld): Runtime {
  const refused = new WeakMap<Error, RefusedPort>();
  const there = (instance: InstanceName): MemoryContainer => {
    const container = world.find(instance);
    if (container !== undefined) return container;
    throw new SimError('failed', `${instance.service} has no container`);
  };
  const running = (instance: InstanceName): MemoryContainer => {
    const container = there(instance);
    if (container.isRunning) return container;
    throw new SimError('failed', `${container.state.name} is not running`);
  };

  return {
    async version() {
      world.check();
      return 'memory';
    },
    async owners() {
      world.check();
      return [];
    },
    async create(creation, signal) {
      world.check();
      for (const service of Object.keys(creation.services)) {
        if (signal.aborted)
          throw new SimError('interrupted', 'making containers was stopped before it ended');
        world.check(`create ${service}`);
        createInstances(world, service, creation);
      }
    },
    async start({ service, index }) {
      world.check();
      world.check(`start ${service}`);
      for (const { container } of selected(world, { service, index })) {
        const held = container.state.ports.find(({ published }) => world.taken.has(published));
        if (held !== undefined) throw portTaken(held, refused);
        container.start();
      }
    },
    refusedPort: (error) => (error instanceof Error ? refused.get(error) : undefined),
    async stop(instances) {
      world.check();
      await Promise.all(selected(world, instances).map(({ container }) => container.stop()));
    },
    async restart(instance) {
      world.check();
      const container = there(instance);
      await container.stop();
      container.start();
    },
    async signal(instance, signal) {
      world.check();
      there(instance).signal(signal);
    },
    async remove(instance) {
      world.check();
      const container = world.find(instance);
      if (container !== undefined) world.remove(container.state.id);
    },
    async removeAll({ volumes }): Promise<RemovalReport> {
      world.check();
      const all = world.look();
      for (const { id } of all) world.remove(id);
      const data = [...world.volumes];
      if (volumes) world.volumes.clear();
      return {
        ...{ containers: all.map(({ name }) => name), networks: [], externalVolumes: [], unnamedVolumes: [] },
        ...{ volumes: volumes ? data : [], keptVolumes: volumes ? [] : data },
      };
    },

    async observe(instance) {
      world.check();
      const container = world.find(instance);
      return container && world.seen(container);
    },
    async observeAll() {
      world.check();
      return world.look();
    },
    async watch(signal) {
      world.check();
      const changes = world.watch(signal);
      return { version: 'memory', containers: world.look(), changes };
    },
    async *logs({ id }, range, signal) {
      world.check();
      const lines = world.byId(id)?.read(range, signal) ?? [];
      for await (const line of lines) {
        if (!isRunnerReport(line.text)) yield { ...line, text: masked(world, line.text) };
      }
    },
    async *reports({ id }, since, signal) {
      world.check();
      const range = { tail: Number.MAX_SAFE_INTEGER, since, follow: true };
      for await (const { text } of world.byId(id)?.read(range, signal) ?? [])
        if (isRunnerReport(text)) yield text;
    },
    async exec(instance, command) {
      world.check();
      const { exitCode, stdout } = running(instance).exec(command);
      return { exitCode, stdout: masked(world, stdout), stderr: '' };
    },
    async forwardPort(instance, port) {
      world.check();
      const found = world.find(instance);
      const published = found?.isRunning
        ? found.state.ports.find(({ target }) => target === port)
        : undefined;
      if (published === undefined) {
        throw new SimError('failed', `nothing answers at port ${port} of ${instance.service}`);
      }
      return {
        ...{ host: '127.0.0.1', port: published.published },
        [Symbol.asyncDispose]: async () => undefined,
      };
    },
    async followRules(_services, _onLine, signal) {
      world.check();
      if (signal.aborted) return;
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    },

    async deliverImage(reference) {
      world.check();
      world.images.add(reference);
    },
    imageVolumes: async () => [],
    hasVolume: async (name) => world.volumes.has(name),

    offeredBuild: async (service) => world.offered.get(service),
    async offerBuild(service, offered) {
      if (offered === undefined) world.offered.delete(service);
      else world.offered.set(service, offered);
    },
    async deliverBuild(instance, offered) {
      world.offered.set(instance.service, offered);
      world.check();
      there(instance).signal('SIGHUP');
    },

    hide: (secret) => void world.secrets.add(secret),
    mask: (text) => masked(world, text),
  };
}

function selected(world: MemoryWorld, { service, index }: InstanceSelection) {
  return world.instancesOf(service).filter((held) => index === undefined || held.index === index);
}

function portTaken(
  { hostIp, protocol, published }: ObservedPort,
  refused: WeakMap<Error, RefusedPort>,
): SimError {
  const error = new SimError('failed', `port ${published} is somebody else's`);
  refused.set(error, { hostIp, protocol, published });
  return error;
}

/** Makes and removes instances of one service as asked for; those that fit stay. */
function createInstances(
  world: MemoryWorld,
  service: string,
  { services, images, anew, kept: staysAsIs = false }: Creation,
): void {
  if (!world.has(service)) throw new SimError('failed', `no such service: ${service}`);
  const wanted = services[service] ?? 0;
  const image = images[service] ?? '';
  if (wanted > 0 && !world.images.has(image)) throw new SimError('failed', `No such image: ${image}`);
  const before = world.instancesOf(service);
  for (const { container } of before.slice(wanted)) world.remove(container.state.id);
  const kept = before.slice(0, wanted);
  for (const { index, container } of kept) {
    const isHeld = container.state.ports.some(({ published }) => world.taken.has(published));
    const isAsDeclared = !isHeld && container.state.image === image;
    if (!anew && (staysAsIs || isAsDeclared)) continue;
    world.remove(container.state.id);
    world.make(service, index, image);
  }
  const last = kept.at(-1)?.index ?? 0;
  for (let i = 1; i <= wanted - kept.length; i++) world.make(service, last + i, image);
}

function masked({ secrets }: MemoryWorld, text: string): string {
  return [...secrets].reduce((all, secret) => all.replaceAll(secret, '••••••'), text);
}
