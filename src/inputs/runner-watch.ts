import { addExcerpts } from '../adapters/go/excerpts.js';
import { messageOf, SimError } from '../errors.js';
import type { ContainerName, Runtime } from '../runtime/runtime.js';
import type { BuildError } from '../state/builds/build-error.js';
import { ownFrame } from '../state/builds/start-error.js';
import type { Event } from '../state/core/event.js';
import type { Snapshot } from '../state/core/snapshot.js';
import type { SnapshotSource } from '../state/core/store.js';
import { runOf, writesSince } from '../state/instances/container.js';
import { instanceName } from '../state/instances/instance.js';
import { parseRunnerReport, type RunnerReport } from './runner-reports.js';

export interface RunnerWatchOptions {
  readonly runtime: Pick<Runtime, 'reports' | 'mask'>;
  readonly dispatch: (event: Event) => void;
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** A stream that broke for another reason than its container's end. */
  readonly onFailure: (service: string, error: unknown) => void;
}

/** The source around the place where a build that did not stay was last, as an error of the compiler would show it. */
async function excerptOf(
  { builds, environment }: Snapshot,
  service: string,
  { state, detail }: RunnerReport,
): Promise<BuildError['excerpt'] | undefined> {
  if (state !== 'failed' && state !== 'rolled-back') return undefined;
  const place = ownFrame(detail, builds[service]?.source?.folders ?? []);
  if (place === undefined) return undefined;
  const root = environment?.root ?? '/';
  const [error] = await addExcerpts([{ ...place, column: undefined, message: '' }], { cwd: root, root });
  return error?.excerpt;
}

/** Reads what the runners of `go` services report, each run of a container from its start. Ends with `signal`. */
export function watchRunners(source: SnapshotSource, options: RunnerWatchOptions): void {
  const { runtime, dispatch, now, signal, onFailure } = options;
  const followed = new Map<string, string>();

  const follow = async (container: ContainerName, since: number) => {
    const { service, index } = container;
    // What an earlier run of the same container reported is long known, or was before our time.
    for await (const line of runtime.reports(container, since, signal)) {
      const read = parseRunnerReport(line);
      if (read === undefined) continue;
      // What the service said last is in it, word for word.
      const report = { ...read, detail: read.detail === undefined ? undefined : runtime.mask(read.detail) };
      // What it reported before we looked keeps its time; its clock, the engine's, never runs ahead of ours.
      const at = Math.min(report.at ?? now(), now());
      const excerpt = await excerptOf(source.current, service, report);
      dispatch({ kind: 'runner.reported', service, index, ...report, at, ...(excerpt && { excerpt }) });
    }
  };
  const look = () => {
    const { services, builds } = source.current;
    for (const { service, index, container } of Object.keys(builds).flatMap(
      (name) => services[name]?.instances ?? [],
    )) {
      if (container.status !== 'running') continue;
      const run = runOf(container);
      const known = instanceName(service, index);
      if (followed.get(known) === run) continue;
      followed.set(known, run);
      follow(container, writesSince(container)).catch((error: unknown) => {
        if (signal.aborted) return;
        onFailure(known, error);
        // When the engine comes back, the run is followed anew; whatever else is wrong would only be so again.
        if (error instanceof SimError && error.code !== 'engine-lost') {
          dispatch({ kind: 'runner.unheard', at: now(), service, index, detail: messageOf(error) });
        } else if (followed.get(known) === run) followed.delete(known);
      });
    }
  };
  look();
  const unsubscribe = source.subscribe(look);
  signal.addEventListener('abort', unsubscribe, { once: true });
}
