import type { Effect } from '../core/effect.js';
import { inFlightForInstance } from '../core/in-flight.js';
import type { Snapshot } from '../core/snapshot.js';
import { runOf } from '../instances/container.js';
import { findInstance } from '../instances/find-instance.js';
import { shortInstanceName } from '../instances/instance-name.js';
import type { ServiceBuilds } from './builds.js';
import type { InstanceBuild } from './instance-build.js';

/** Has the containers that run told which build is to answer. */
export function planSwaps(snapshot: Snapshot, all: readonly ServiceBuilds[]): readonly Effect[] {
  if (snapshot.engine.state !== 'connected') return [];
  return all.flatMap((one) => {
    const { service, current } = one;
    const build = one.swapWanted ?? (one.putBack ? current : undefined);
    if (build === undefined) return [];
    const able = one.instances.filter((instance) => listens(snapshot, service, instance));
    const untold = able.filter(({ told }) => told !== build);
    // Where only the file `current` is to be written again, one container that knows the build is told once more.
    const wanted = one.swapWanted === undefined && untold.length === 0 ? able.slice(0, 1) : untold;
    const cause = one.history.find(({ number }) => number === build)?.cause ?? `back to build ${build}`;
    return inTurn(snapshot, one, wanted).map(
      ({ index }): Effect => ({
        kind: 'swap',
        key: swapKey(service, index),
        cause,
        ...{ service, index, build },
        pinned: one.pinned === build,
      }),
    );
  });
}

function swapKey(service: string, index: number): string {
  return `swap:${shortInstanceName(service, index)}`;
}

/** Whether a runner listens to signals: one that comes before would end it. Until its first report it reads `current` by itself. */
function listens(snapshot: Snapshot, service: string, { index, heard, run }: InstanceBuild): boolean {
  const instance = findInstance(snapshot, service, index);
  if (instance === undefined || instance.container.status !== 'running') return false;
  if (instance.container.health !== 'healthy' && !(heard && run === runOf(instance.container))) return false;
  return inFlightForInstance(snapshot, 'swap', instance) === undefined;
}

function isRunningOne(snapshot: Snapshot, service: string, index: number): boolean {
  return findInstance(snapshot, service, index)?.container.status === 'running';
}

/**
 * The containers to tell now. They take a build over one after the other, so that one which refuses it leaves the others as they are. A
 * container that answers with nothing needs no turn. Where no two builds may run at once all are told, and each runner waits until the
 * others have ended theirs.
 */
function inTurn(
  snapshot: Snapshot,
  { service, instances }: ServiceBuilds,
  wanted: readonly InstanceBuild[],
): readonly InstanceBuild[] {
  if (snapshot.environment?.services[service]?.go?.handoff === 'restart') return wanted;
  const hasFailed = ({ index }: InstanceBuild) =>
    snapshot.failedEffects[swapKey(service, index)] !== undefined;
  // One that was paused at it may be so for ever, and takes over when it runs on.
  const takes = ({ index, live, taking }: InstanceBuild) =>
    live !== undefined && taking !== undefined && isRunningOne(snapshot, service, index);
  const others = instances.filter(takes);
  const next = wanted.find(
    (one) => one.live !== undefined && !hasFailed(one) && others.every(({ index }) => index === one.index),
  );
  // A container that could not be told does not hold up the others, and is told once something has changed.
  return wanted.filter((one) => one === next || one.live === undefined || hasFailed(one));
}
