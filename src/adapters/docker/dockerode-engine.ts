import { once } from 'node:events';
import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { environmentLabel, stateLabel } from '../../environment/environment.js';
import { messageOf, SimError } from '../../errors.js';
import type { ContainerObservation } from '../../state/services.js';
import type { ContainerEngine, ContainerEvent, EngineLogLine, EngineLogOptions } from './container-engine.js';
import { isGone, isUnchanged, translate } from './errors.js';
import { readLines } from './lines.js';
import { readLogLines } from './log-stream.js';
import { composeServiceLabel, observationOf } from './observation.js';
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
      const listed = await attempt(docker.listContainers({ all: true, filters: { label: [label] } }));
      return [...new Set(listed.flatMap(({ Labels }) => Labels[stateLabel] ?? []))];
    },
    async observeAll() {
      // Without those that serve the environment and are no part of it: no service is theirs.
      const filters = { label: [label, composeServiceLabel] };
      const listed = await attempt(docker.listContainers({ all: true, filters }));
      const observed = await Promise.all(listed.map(({ Id }) => observe(Id)));
      return observed.filter((container) => container !== undefined);
    },
    async events(signal) {
      const filters = { type: ['container' as const], label: [label] };
      return readEvents(asReadable(await attempt(docker.getEvents({ filters })), signal), signal);
    },
    start: (id) => ignoreUnchanged(docker.getContainer(id).start()),
    stop: (id) => ignoreUnchanged(docker.getContainer(id).stop()),
    restart: (id) => attempt(docker.getContainer(id).restart()),
    kill: (id, signal) => attempt(docker.getContainer(id).kill({ signal })),
    async *logs(id, options, signal) {
      for await (const line of readLogs(docker, id, options, signal)) {
        yield { ...line, text: masked(line.text) };
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

interface RawEvent {
  readonly Action?: string;
  readonly Actor?: { readonly ID?: string; readonly Attributes?: Readonly<Record<string, string>> };
}

async function* readEvents(readable: Readable, signal: AbortSignal): AsyncGenerator<ContainerEvent> {
  try {
    for await (const line of readLines(readable)) {
      // The engine's own JSON; a field that is missing makes the event one of no interest.
      const { Action: action, Actor: actor } = JSON.parse(line) as RawEvent;
      const service = actor?.Attributes?.[composeServiceLabel];
      if (action === undefined || actor?.ID === undefined || service === undefined) continue;
      // Commands run inside, mostly health checks: their starts tell nothing, and their ends only that there is an outcome.
      if (/^exec_(create|start|detach)/.test(action)) continue;
      yield { action, id: actor.ID, service };
    }
  } catch (error) {
    if (signal.aborted) return;
    throw new SimError('engine-lost', `the engine's event stream broke: ${messageOf(error)}`, {
      cause: error,
    });
  }
  if (!signal.aborted) throw new SimError('engine-lost', 'the engine closed its event stream');
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

/** dockerode types its streams as the older interface; they are Node's readable streams. */
function asReadable(stream: NodeJS.ReadableStream, signal: AbortSignal): Readable {
  const readable = stream instanceof Readable ? stream : new Readable().wrap(stream);
  const abort = () => readable.destroy();
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  void once(readable, 'close').then(
    () => signal.removeEventListener('abort', abort),
    () => signal.removeEventListener('abort', abort),
  );
  return readable;
}
