import { PassThrough, type Readable } from 'node:stream';
import type Docker from 'dockerode';
import { environmentLabel } from '../../environment/environment.js';
import { messageOf, SimError } from '../../errors.js';
import type { ContainerEvent } from './container-engine.js';
import { translate } from './errors.js';
import { readLines } from './lines.js';
import { ownerOf } from './observation.js';
import { asReadable } from './readable.js';

type Owner = Pick<ContainerEvent, 'service' | 'index'>;

/** The engine's own JSON; a field that is missing makes the event one of no interest. */
interface RawEvent {
  readonly Action?: string;
  readonly Actor?: { readonly ID?: string; readonly Attributes?: Readonly<Record<string, string>> };
}

/**
 * Follows what the engine does to the containers of one environment. Resolves when the engine has begun to report. The stream ends when
 * `signal` aborts, and throws SimError `engine-lost` when it breaks.
 */
export async function followEvents(
  docker: Docker,
  { environment, label }: { readonly environment: string; readonly label: string },
  signal: AbortSignal,
): Promise<AsyncIterable<ContainerEvent>> {
  try {
    // A change of a container's networks is an event of the network, which does not carry the container's labels.
    const [containers, networks] = await Promise.all([
      docker.getEvents({ filters: { type: ['container'], label: [label] } }),
      docker.getEvents({ filters: { type: ['network'], event: ['connect', 'disconnect'] } }),
    ]);
    const ownerOfContainer = async (id: string) => {
      const info = await docker
        .getContainer(id)
        .inspect()
        .catch(() => undefined);
      const labels = info?.Config.Labels ?? {};
      return labels[environmentLabel] === environment ? ownerOf(labels) : undefined;
    };
    return together([
      containerEvents(rawEvents(asReadable(containers, signal), signal)),
      networkEvents(rawEvents(asReadable(networks, signal), signal), ownerOfContainer),
    ]);
  } catch (error) {
    throw translate(error);
  }
}

async function* rawEvents(readable: Readable, signal: AbortSignal): AsyncGenerator<RawEvent> {
  try {
    for await (const line of readLines(readable)) yield JSON.parse(line) as RawEvent;
  } catch (error) {
    if (signal.aborted) return;
    throw new SimError('engine-lost', `the engine's event stream broke: ${messageOf(error)}`, {
      cause: error,
    });
  }
  if (!signal.aborted) throw new SimError('engine-lost', 'the engine closed its event stream');
}

async function* containerEvents(events: AsyncIterable<RawEvent>): AsyncGenerator<ContainerEvent> {
  for await (const { Action: action, Actor: actor } of events) {
    const owner = ownerOf(actor?.Attributes ?? {});
    if (action === undefined || actor?.ID === undefined || owner === undefined) continue;
    // Commands that run inside are mostly health checks. Their starts tell nothing; their ends tell that there is an outcome.
    if (/^exec_(create|start|detach)/.test(action)) continue;
    yield { action, id: actor.ID, ...owner };
  }
}

async function* networkEvents(
  events: AsyncIterable<RawEvent>,
  ownerOfContainer: (id: string) => Promise<Owner | undefined>,
): AsyncGenerator<ContainerEvent> {
  for await (const { Action: action, Actor: actor } of events) {
    const id = actor?.Attributes?.container;
    const owner = id === undefined || id === '' ? undefined : await ownerOfContainer(id);
    if (action !== undefined && id !== undefined && owner !== undefined) yield { action, id, ...owner };
  }
}

/** Several streams as one, which the first that fails ends. */
function together(streams: readonly AsyncIterable<ContainerEvent>[]): AsyncIterable<ContainerEvent> {
  const all = new PassThrough({ objectMode: true });
  const pass = async (stream: AsyncIterable<ContainerEvent>) => {
    for await (const event of stream) all.write(event);
  };
  void Promise.all(streams.map(pass)).then(
    () => all.end(),
    (error: unknown) => all.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  return all;
}
