import { addExcerpts } from '../adapters/go/excerpts.js';
import { messageOf, SimError } from '../errors.js';
import type { ContainerName, Runtime } from '../runtime/runtime.js';
import type { BuildError } from '../state/builds/build-error.js';
import { ownFrame } from '../state/builds/start-error.js';
import type { Event } from '../state/core/event.js';
import type { Snapshot } from '../state/core/snapshot.js';
import type { SnapshotSource } from '../state/core/store.js';
import { runOf, writesSince } from '../state/instances/container.js';
import { findInstance } from '../state/instances/find-instance.js';
import { instanceName } from '../state/instances/instance-name.js';
import { parseRunnerReport, type RunnerReport } from './runner-reports.js';

export interface RunnerWatchOptions {
  readonly runtime: Pick<Runtime, 'reports' | 'mask'>;
  readonly dispatch: (event: Event) => void;
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** Called where the reports of a service break off for another reason than the end of its container or of the engine. */
  readonly onFailure: (service: string, error: unknown) => void;
}

/** The source lines around the place where a build that failed to start ended; `undefined` where its report names none. */
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

/** Dispatches the reports of the runners of `go` services, of each run of a container from its start. Ends with `signal`. */
export function watchRunners(source: SnapshotSource, options: RunnerWatchOptions): void {
  const { runtime, dispatch, now, signal, onFailure } = options;
  const followed = new Map<string, string>();
  /** A container that Compose has replaced may still report how it ended, which says nothing of the one that has its number now. */
  const isReplaced = ({ service, index, id }: ContainerName) => {
    const present = findInstance(source.current, service, index);
    return present !== undefined && present.container.id !== id;
  };

  const follow = async (container: ContainerName, since: number) => {
    const { service, index } = container;
    // Reports of an earlier run of the same container no longer count.
    for await (const line of runtime.reports(container, since, signal)) {
      const read = parseRunnerReport(line);
      if (read === undefined) continue;
      // The detail quotes the service's last words.
      const report = { ...read, detail: read.detail === undefined ? undefined : runtime.mask(read.detail) };
      // A report from before keeps its time. The engine's clock, which it has, must not run ahead of ours.
      const at = Math.min(report.at ?? now(), now());
      const excerpt = await excerptOf(source.current, service, report);
      if (isReplaced(container)) return;
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
        if (signal.aborted || isReplaced(container)) return;
        onFailure(known, error);
        // When the engine is back the run is followed again; any other failure would only come again.
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
