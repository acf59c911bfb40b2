import { runOf, writesSince } from '../state/services.js';
import type { Snapshot } from '../state/snapshot.js';
import type { SnapshotSource } from '../state/store.js';
import type { LogLine, LogQuery, Queries } from './queries.js';

/** Reads one container's log; ends when the container does, or at once without `follow`. */
export type ReadContainerLog = (
  containerId: string,
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
  readonly service: string;
  readonly id: string;
  /** One run of one container: its log stream ends with it. */
  readonly key: string;
}

function runsOf(snapshot: Snapshot, query: LogQuery): readonly Run[] {
  return Object.values(snapshot.services).flatMap(({ name, container }) => {
    if (container?.startedAt === undefined || snapshot.environment?.services[name]?.internal === true)
      return [];
    if (query.services !== undefined && !query.services.includes(name)) return [];
    return [{ service: name, id: container.id, key: runOf(container) }];
  });
}

async function* past(
  source: SnapshotSource,
  read: ReadContainerLog,
  query: LogQuery,
  signal: AbortSignal,
): AsyncGenerator<LogLine> {
  const all = await Promise.all(
    runsOf(source.current, query).map(async ({ service, id }) => {
      const lines: LogLine[] = [];
      for await (const line of read(id, { ...query, follow: false }, signal))
        lines.push({ service, ...line });
      return lines;
    }),
  );
  yield* all.flat().sort((a, b) => a.at - b.at);
}

async function* follow(
  source: SnapshotSource,
  read: ReadContainerLog,
  query: LogQuery,
  signal: AbortSignal,
): AsyncGenerator<LogLine> {
  const ended = new AbortController();
  const stop = AbortSignal.any([signal, ended.signal]);
  const waiting: LogLine[] = [];
  let wake: () => void = () => undefined;
  const held: (() => void)[] = [];
  const release = () => {
    for (const resume of held.splice(0)) resume();
  };
  let failure: unknown;
  const followed = new Set<string>();

  const pump = async (run: Run, since: number | undefined, tail: number) => {
    for await (const line of read(run.id, { tail, since, follow: true }, stop)) {
      waiting.push({ service: run.service, ...line });
      wake();
      if (waiting.length >= waitingLines) await new Promise<void>((resume) => held.push(resume));
      if (stop.aborted) return;
    }
  };
  const join = () => {
    const isFirst = followed.size === 0;
    for (const run of runsOf(source.current, query)) {
      if (followed.has(run.key)) continue;
      followed.add(run.key);
      // A later run of a known container brings only what it wrote since then.
      const container = isFirst ? undefined : source.current.services[run.service]?.container;
      const [since, tail] =
        container === undefined ? [query.since, query.tail] : [writesSince(container), waitingLines];
      pump(run, since, tail).catch((error: unknown) => {
        failure ??= error;
        wake();
      });
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
