import type Docker from 'dockerode';
import { environmentLabel, stateLabel } from '../../environment/environment.js';
import { SimError } from '../../errors.js';
import type { ContainerObservation } from '../../state/instances/container.js';
import { isRunnerReport } from '../../state/instances/runner-line.js';
import { askRunner } from './ask-runner.js';
import type { ContainerEngine } from './container-engine.js';
import { isGone, isNotModified, isUnchanged, translate } from './errors.js';
import { execInside } from './exec-inside.js';
import { followEvents } from './follow-events.js';
import type { WholeLine } from './logs/lines.js';
import { type LogNature, type LogRange, readLastLines, readLines, unreadable } from './logs/read.js';
import { composeServiceLabel, observationOf, ownerOf } from './observation.js';
import { removeLabelled } from './removal.js';
import { SecretMask } from './secrets/mask.js';
import { mountedSecrets } from './secrets/mounted.js';
import { withTakenAddress } from './taken-address.js';
import { volumesOfEngine } from './volumes-of-engine.js';

/** How many of the last lines of a container's log are searched for the reports that its runner wrote before this controller began. */
const lookBack = 2000;

/** The engine behind dockerode, seen through one environment's label. */
export function createContainerEngine(docker: Docker, environment: string): ContainerEngine {
  const label = `${environmentLabel}=${environment}`;
  const mask = new SecretMask();
  const masked = (text: string) => mask.apply(text);
  const natures = new Map<string, LogNature>();

  /** What an inspect tells of a container and never changes; it is looked up once. */
  const meet = async (info: Docker.ContainerInspectInfo): Promise<LogNature> => {
    const known = natures.get(info.Id);
    if (known !== undefined) return known;
    mask.learn(info.Config.Env ?? []);
    for (const secret of await mountedSecrets(info)) mask.hide(secret);
    const nature = { tty: info.Config.Tty, driver: info.HostConfig.LogConfig?.Type ?? 'unknown' };
    natures.set(info.Id, nature);
    return nature;
  };

  let looks = 0;
  const observe = async (id: string): Promise<ContainerObservation | undefined> => {
    looks += 1;
    const look = looks;
    try {
      const info = await docker.getContainer(id).inspect();
      await meet(info);
      return observationOf(look, info, masked);
    } catch (error) {
      if (isGone(error)) return undefined;
      throw translate(error);
    }
  };

  async function* reading(
    id: string,
    signal: AbortSignal,
    choose: (read: (range: LogRange) => AsyncIterable<WholeLine>) => AsyncIterable<WholeLine>,
  ): AsyncGenerator<WholeLine> {
    const container = docker.getContainer(id);
    let nature: LogNature | undefined;
    try {
      const found = natures.get(id) ?? (await meet(await container.inspect()));
      nature = found;
      yield* choose((range) => readLines(container, found, range, signal));
    } catch (error) {
      if (signal.aborted || isGone(error)) return;
      throw (nature && unreadable(error, nature)) ?? translate(error);
    }
  }

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
      // Containers that serve the environment without being part of it (to compile in, say) have no service.
      const filters = { label: [label, composeServiceLabel] };
      const listed = await attempt(docker.listContainers({ all: true, filters }));
      const serving = listed.filter(({ Labels }) => ownerOf(Labels) !== undefined);
      const observed = await Promise.all(serving.map(({ Id }) => observe(Id)));
      return observed.filter((container) => container !== undefined);
    },
    async events(signal) {
      return followEvents(docker, { environment, label }, signal);
    },
    start: (id) => startUnlessGone(docker, id),
    stop: (id) => ignoreUnchanged(docker.getContainer(id).stop()),
    restart: (id) => attempt(docker.getContainer(id).restart()),
    kill: (id, signal) => attempt(docker.getContainer(id).kill({ signal })),
    remove: (id) => ignoreUnchanged(docker.getContainer(id).remove({ force: true, v: false })),
    async exec(id, command, signal) {
      try {
        const { exitCode, stdout, stderr } = await execInside(docker.getContainer(id), command, signal);
        return { exitCode, stdout: masked(stdout), stderr: masked(stderr) };
      } catch (error) {
        if (signal.aborted)
          throw new SimError('interrupted', 'the waiting for a program in a container was ended');
        throw translate(error);
      }
    },
    async *logs(id, options, signal) {
      const written = reading(id, signal, (read) =>
        readLastLines(read, options, ({ text }) => !isRunnerReport(text)),
      );
      for await (const { at, stream, text } of written) yield { at, stream, text: masked(text) };
    },
    async *reports(id, since, signal) {
      const range = { parts: lookBack, since, follow: true };
      try {
        for await (const { text } of reading(id, signal, (read) => read(range))) {
          if (isRunnerReport(text)) yield text;
        }
      } catch (error) {
        if (!(error instanceof SimError) || error.code !== 'log-unreadable') throw error;
        yield* askRunner(docker.getContainer(id), signal);
      }
    },
    hide: (secret) => mask.hide(secret),
    mask: masked,
    async imageVolumes(reference) {
      try {
        const { Config } = await docker.getImage(reference).inspect();
        return Object.keys(Config.Volumes ?? {});
      } catch (error) {
        if (isGone(error)) return [];
        throw translate(error);
      }
    },
    volumesOfEngine: () => volumesOfEngine(docker, label),
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

/** Ignores the engine's refusal to start what runs, or to stop what has ended. */
async function ignoreUnchanged(promise: Promise<unknown>): Promise<void> {
  try {
    await promise;
  } catch (error) {
    if (!isUnchanged(error) && !isGone(error)) throw translate(error);
  }
}

/**
 * Starts a container; one that is gone is no error. The engine's answer 404 is not enough to know that: it also comes where something that
 * the container needs is missing, such as a network, another container or a folder of a volume.
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
    if (isThere) throw await withTakenAddress(docker, id, translate(error));
  }
}
