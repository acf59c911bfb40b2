import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { environmentLabel, stateLabel } from '../../environment/environment.js';
import type { ContainerObservation } from '../../state/services.js';
import type { ContainerEngine, EngineLogLine, EngineLogOptions } from './container-engine.js';
import { isGone, isNotModified, isUnchanged, translate } from './errors.js';
import { followEvents } from './follow-events.js';
import { readLogLines } from './log-stream.js';
import { composeServiceLabel, observationOf } from './observation.js';
import { asReadable } from './readable.js';
import { removeLabelled } from './removal.js';
import { SecretMask } from './secrets.js';

/** The engine behind dockerode, seen through one environment's label. */
export function createContainerEngine(docker: Docker, environment: string): ContainerEngine {
  const label = `${environmentLabel}=${environment}`;
  const mask = new SecretMask();
  const masked = (text: string) => mask.apply(text);

  let looks = 0;
  const observe = async (id: string): Promise<ContainerObservation | undefined> => {
    looks += 1;
    const look = looks;
    try {
      const info = await docker.getContainer(id).inspect();
      mask.learn(info.Config.Env ?? []);
      return observationOf(look, info, masked);
    } catch (error) {
      if (isGone(error)) return undefined;
      throw translate(error);
    }
  };

  return {
    async version() {
      try {
        const { Version } = await docker.version();
        return Version;
      } catch (error) {
        throw translate(error);
      }
    },
    observe,
    async owners() {
      const filters = { label: [label] };
      const [containers, { Volumes: volumes }] = await Promise.all([
        attempt(docker.listContainers({ all: true, filters })),
        attempt(docker.listVolumes({ filters })),
      ]);
      return [...new Set([...containers, ...volumes].flatMap(({ Labels }) => Labels?.[stateLabel] ?? []))];
    },
    async observeAll() {
      // Without those that serve the environment and are no part of it: no service is theirs.
      const filters = { label: [label, composeServiceLabel] };
      const listed = await attempt(docker.listContainers({ all: true, filters }));
      const observed = await Promise.all(listed.map(({ Id }) => observe(Id)));
      return observed.filter((container) => container !== undefined);
    },
    async events(signal) {
      return followEvents(docker, { environment, label }, signal);
    },
    start: (id) => startUnlessGone(docker, id),
    stop: (id) => ignoreUnchanged(docker.getContainer(id).stop()),
    restart: (id) => attempt(docker.getContainer(id).restart()),
    kill: (id, signal) => attempt(docker.getContainer(id).kill({ signal })),
    async *logs(id, options, signal) {
      for await (const line of readLogs(docker, id, options, signal)) {
        yield { ...line, text: masked(line.text) };
      }
    },
    async imageVolumes(reference) {
      try {
        const { Config } = await docker.getImage(reference).inspect();
        return Object.keys(Config.Volumes ?? {});
      } catch (error) {
        if (isGone(error)) return [];
        throw translate(error);
      }
    },
    async hasVolume(name) {
      try {
        await docker.getVolume(name).inspect();
        return true;
      } catch (error) {
        if (isGone(error)) return false;
        throw translate(error);
      }
    },
    removeAll: ({ volumes }) => removeLabelled(docker, label, volumes),
  };
}

async function attempt<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    throw translate(error);
  }
}

/** Starting what runs and stopping what has ended are not errors. */
async function ignoreUnchanged(promise: Promise<unknown>): Promise<void> {
  try {
    await promise;
  } catch (error) {
    if (!isUnchanged(error) && !isGone(error)) throw translate(error);
  }
}

/**
 * The engine answers 404 not only for a container that is gone, but for whatever it does not find of what that needs: a network, another
 * container, a folder of a volume.
 */
async function startUnlessGone(docker: Docker, id: string): Promise<void> {
  const container = docker.getContainer(id);
  try {
    await container.start();
  } catch (error) {
    if (isNotModified(error)) return;
    const isThere = await container.inspect().then(
      () => true,
      (reason: unknown) => !isGone(reason),
    );
    if (isThere) throw translate(error);
  }
}

async function* readLogs(
  docker: Docker,
  id: string,
  options: EngineLogOptions,
  signal: AbortSignal,
): AsyncGenerator<EngineLogLine> {
  const common = {
    stdout: true,
    stderr: true,
    timestamps: true,
    tail: options.tail,
    ...(options.since === undefined ? {} : { since: options.since / 1000 }),
  };
  const container = docker.getContainer(id);
  try {
    const raw = options.follow
      ? await container.logs({ ...common, follow: true })
      : Readable.from([await container.logs({ ...common, follow: false })]);
    yield* readLogLines(asReadable(raw, signal));
  } catch (error) {
    if (signal.aborted || isGone(error)) return;
    throw translate(error);
  }
}
