import { messageOf, SimError } from '../errors.js';
import type { Snapshot } from '../state/core/snapshot.js';
import type { SnapshotSource } from '../state/core/store.js';
import { type ContainerObservation, runOf, writesSince } from '../state/instances/container.js';
import { instanceName } from '../state/instances/instance-name.js';
import type { LogLine, LogQuery, LogRemark, Queries } from './queries.js';

/** Reads one container's log; ends when the container does, or at once without `follow`. Throws where it can't be read. */
export type ReadContainerLog = (
  container: Pick<ContainerObservation, 'service' | 'index' | 'id'>,
  options: { readonly tail: number; readonly since: number | undefined; readonly follow: boolean },
  signal: AbortSignal,
) => AsyncIterable<Omit<LogLine, 'service'>>;

/** Lines that wait for a slow reader before the containers' streams are held back. */
const waitingLines = 1000;

/** Logs straight from the engine; containers that come later, or start again, join in. */
export function createLogQueries(source: SnapshotSource, read: ReadContainerLog): Pick<Queries, 'logs'> {
  return {
    logs: (query, signal) =>
      query.follow ? follow(source, read, query, signal) : past(source, read, query, signal),
  };
}

interface Run {
  readonly container: Pick<ContainerObservation, 'service' | 'index' | 'id'>;
  /** One run of one container: its log stream ends with it. */
  readonly key: string;
  /** From when on what it writes belongs to this run, in milliseconds since the epoch. */
  readonly writesSince: number;
}

function runsOf(snapshot: Snapshot, query: LogQuery): readonly Run[] {
  const { services, environment } = snapshot;
  return Object.values(services).flatMap(({ name, instances }) => {
    if (environment?.services[name]?.internal === true) return [];
    const wanted = instances.filter(
      ({ index }) =>
        query.services === undefined ||
        query.services.includes(name) ||
        query.services.includes(instanceName(name, index)),
    );
    return wanted.flatMap(({ container }) =>
      container.startedAt === undefined
        ? []
        : [{ container, key: runOf(container), writesSince: writesSince(container) }],
    );
  });
}

/** Which container wrote a line; of the only one that its service has, the service is told alone. */
function writerOf(
  { services }: Snapshot,
  { container: { service, index } }: Run,
): Pick<LogLine, 'service' | 'instance'> {
  const isOnly = services[service]?.instances.every((one) => one.index === index) === true;
  return isOnly ? { service } : { service, instance: index };
}

/** Why nothing comes from a service; throws where nothing comes from any. */
function remarkOn(service: string, error: unknown): LogRemark {
  if (!(error instanceof SimError) || error.code === 'engine-lost') throw error;
  return { service, remark: messageOf(error) };
}

async function* past(
  source: SnapshotSource,
  read: ReadContainerLog,
  query: LogQuery,
  signal: AbortSignal,
): AsyncGenerator<LogLine | LogRemark> {
  const remarks: LogRemark[] = [];
  const all = await Promise.all(
    runsOf(source.current, query).map(async (run) => {
      const { container } = run;
      const from = writerOf(source.current, run);
      const lines: LogLine[] = [];
      try {
        for await (const line of read(container, { ...query, follow: false }, signal))
          lines.push({ ...from, ...line });
      } catch (error) {
        remarks.push(remarkOn(from.service, error));
      }
      return lines;
    }),
  );
  yield* remarks;
  yield* all.flat().sort((a, b) => a.at - b.at);
}

async function* follow(
  source: SnapshotSource,
  read: ReadContainerLog,
  query: LogQuery,
  signal: AbortSignal,
): AsyncGenerator<LogLine | LogRemark> {
  const ended = new AbortController();
  const stop = AbortSignal.any([signal, ended.signal]);
  const waiting: (LogLine | LogRemark)[] = [];
  let wake: () => void = () => undefined;
  const held: (() => void)[] = [];
  const release = () => {
    for (const resume of held.splice(0)) resume();
  };
  let failure: unknown;
  const followed = new Set<string>();

  /** By container, so that runs of it are read one after the other. */
  const reading = new Map<string, Promise<number>>();

  /** Resolves to the time of the newest line. */
  const pump = async (run: Run, since: number | undefined, tail: number): Promise<number> => {
    // What a run wrote last may have a later time than its end: the engine gets it when all is over.
    const told = (await reading.get(run.container.id)) ?? Number.NEGATIVE_INFINITY;
    let newest = told;
    for await (const line of read(run.container, { tail, since, follow: true }, stop)) {
      if (line.at <= told) continue;
      newest = Math.max(newest, line.at);
      waiting.push({ ...writerOf(source.current, run), ...line });
      wake();
      if (waiting.length >= waitingLines) await new Promise<void>((resume) => held.push(resume));
      if (stop.aborted) break;
    }
    return newest;
  };
  const remarked = new Set<string>();
  /** A service that starts again and again is remarked on once. */
  const tell = (remark: LogRemark) => {
    if (remarked.has(remark.service)) return;
    remarked.add(remark.service);
    waiting.push(remark);
    wake();
  };
  const join = () => {
    const isFirst = followed.size === 0;
    for (const run of runsOf(source.current, query)) {
      if (followed.has(run.key)) continue;
      followed.add(run.key);
      // A later run of a known container brings only what it wrote since then.
      const [since, tail] = isFirst ? [query.since, query.tail] : [run.writesSince, waitingLines];
      const pumped = pump(run, since, tail)
        .catch((error: unknown) => tell(remarkOn(run.container.service, error)))
        .catch((error: unknown) => {
          failure ??= error;
          wake();
        });
      reading.set(
        run.container.id,
        pumped.then((newest) => newest ?? Number.NEGATIVE_INFINITY),
      );
    }
  };

  const onAbort = () => wake();
  signal.addEventListener('abort', onAbort);
  join();
  const unsubscribe = source.subscribe(join);
  try {
    while (!signal.aborted) {
      const line = waiting.shift();
      if (line !== undefined) {
        yield line;
        continue;
      }
      release();
      if (failure !== undefined) throw failure;
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (waiting.length > 0 || signal.aborted) resolve();
      });
    }
  } finally {
    unsubscribe();
    ended.abort();
    signal.removeEventListener('abort', onAbort);
    release();
  }
}
