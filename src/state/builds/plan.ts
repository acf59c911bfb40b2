import { earliest } from '../core/earliest.js';
import { cancelOf, type Effect } from '../core/effect.js';
import { inFlightFor, inFlightForInstance, inFlightOf } from '../core/in-flight.js';
import type { Snapshot } from '../core/snapshot.js';
import { runOf } from '../instances/container.js';
import { instanceName } from '../instances/instance.js';
import { containerIsToCome } from '../services/readiness.js';
import { isAsDeclared, type ServiceBuilds } from './builds.js';
import type { InstanceBuild } from './instance-build.js';
import { restMs, starves } from './patience.js';

/** As many builds at once as make each other no slower on a small machine: the Go tool itself uses every core. */
const parallelBuilds = 2;

/** Lists packages, builds what changed, the last edited first, and has new builds taken over. */
export function planBuilds(snapshot: Snapshot, parallel = parallelBuilds): readonly Effect[] {
  if (snapshot.goal !== 'up') return [];
  const all = Object.values(snapshot.builds).filter((one) => !givesWay(snapshot, one));
  return [...planList(snapshot, all), ...planCompiles(snapshot, all, parallel), ...planSwaps(snapshot, all)];
}

/** A build that may well be the newest is checked once all containers are there, which is what people wait for. */
function givesWay(snapshot: Snapshot, one: ServiceBuilds): boolean {
  if (one.current === undefined || one.source !== undefined) return false;
  return containerIsToCome(snapshot, one.service) || inFlightOf(snapshot, 'create-container').length > 0;
}

function planList(snapshot: Snapshot, all: readonly ServiceBuilds[]): readonly Effect[] {
  if (inFlightOf(snapshot, 'list-packages').length > 0) return [];
  const asked = all.filter((one) => one.question !== undefined);
  const services = asked.map((one) => one.service);
  if (services.length === 0) return [];
  const gently = asked.every(({ question }) => question?.files.length === 0);
  return [
    {
      kind: 'list-packages',
      key: `list:${services.join(',')}`,
      cause: 'only Go knows whether the change matters',
      ...{ services, gently },
    },
  ];
}

function planCompiles(
  snapshot: Snapshot,
  all: readonly ServiceBuilds[],
  parallel: number,
): readonly Effect[] {
  const wanted = all
    .filter((one) => one.pending !== undefined && one.pinned === undefined)
    .sort((a, b) => (b.pending?.requestedAt ?? 0) - (a.pending?.requestedAt ?? 0));
  const underWay = ({ service }: ServiceBuilds) => inFlightFor(snapshot, 'build', service)?.effect;
  const building = (one: ServiceBuilds) => underWay(one) !== undefined;
  const cancel = (one: ServiceBuilds, cause: string) => {
    const effect = underWay(one);
    return effect === undefined ? [] : [cancelOf(effect, cause)];
  };
  // With cold caches two first builds would each compile what they share; one after the other they find it done.
  const first = all.some((one) => one.current === undefined && (one.pending !== undefined || building(one)));
  const lanes = first ? 1 : parallel;
  const free = lanes - all.filter(building).length;
  return [
    // Before `build.started` the effect has not read the source yet: it takes the newest with it.
    ...wanted
      .filter((one) => {
        const effect = underWay(one);
        if (effect === undefined) return false;
        return !isAsDeclared(one, effect) || (one.building !== undefined && !starves(one, snapshot.at));
      })
      .flatMap((one) => cancel(one, `${one.pending?.cause} meanwhile`)),
    ...all
      .filter(({ pinned }) => pinned !== undefined)
      .flatMap((one) => cancel(one, `pinned to build ${one.pinned}`)),
    ...wanted
      .filter((one) => !building(one))
      .slice(0, Math.max(0, free))
      .flatMap(buildOf),
  ];
}

function buildOf(one: ServiceBuilds): readonly Effect[] {
  const { service, pending } = one;
  if (pending === undefined) return [];
  return [
    {
      kind: 'build',
      key: `build:${service}`,
      cause: pending.cause,
      ...{ service, directory: one.directory, builtBy: one.builtBy },
      build: one.nextNumber,
      files: pending.files,
      requestedAt: pending.requestedAt,
      sameAs: pending.forced ? undefined : (one.live ?? one.current),
      forced: pending.forced,
    },
  ];
}

function planSwaps(snapshot: Snapshot, all: readonly ServiceBuilds[]): readonly Effect[] {
  if (snapshot.engine.state !== 'connected') return [];
  return all.flatMap((one) => {
    const { service, current } = one;
    const build = one.swapWanted ?? (one.putBack ? current : undefined);
    if (build === undefined) return [];
    const able = one.instances.filter((instance) => listens(snapshot, service, instance));
    const untold = able.filter(({ told }) => told !== build);
    // What was told before is told again where only the file is to be put right.
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
  return index === 1 ? `swap:${service}` : `swap:${instanceName(service, index)}`;
}

/** A signal before its runner listens would end it; until its first sign of life it reads `current` by itself. */
function listens(snapshot: Snapshot, service: string, { index, heard, run }: InstanceBuild): boolean {
  const instance = snapshot.services[service]?.instances.find((one) => one.index === index);
  if (instance === undefined || instance.container.status !== 'running') return false;
  if (instance.container.health !== 'healthy' && !(heard && run === runOf(instance.container))) return false;
  return inFlightForInstance(snapshot, 'swap', instance) === undefined;
}

/**
 * One container after the other takes over, so that one which refuses a build leaves the others as they are. Those that answer with nothing
 * need no turn; and where no two builds may run at once all are told, because each runner waits until the others have ended theirs.
 */
function inTurn(
  snapshot: Snapshot,
  { service, instances }: ServiceBuilds,
  wanted: readonly InstanceBuild[],
): readonly InstanceBuild[] {
  if (snapshot.environment?.services[service]?.go?.handoff === 'restart') return wanted;
  const hasFailed = ({ index }: InstanceBuild) =>
    snapshot.failedEffects[swapKey(service, index)] !== undefined;
  const takes = ({ live, taking }: InstanceBuild) => live !== undefined && taking !== undefined;
  const others = instances.filter(takes);
  const next = wanted.find(
    (one) => one.live !== undefined && !hasFailed(one) && others.every(({ index }) => index === one.index),
  );
  // One that could not be told holds up nobody, and is told once something has changed.
  return wanted.filter((one) => one === next || one.live === undefined || hasFailed(one));
}

/** When the first tree that was saved in is at rest, so that Go is asked once more; `undefined`: none was, or its build is under way. */
export function buildsAgainAt({ builds, goal }: Snapshot): number | undefined {
  if (goal !== 'up') return undefined;
  return earliest(
    Object.values(builds).map(({ savedAt, pending, building, asking }) => {
      const isBusy = [pending, building, asking].some((part) => part !== undefined);
      return savedAt === undefined || isBusy ? undefined : savedAt + restMs;
    }),
  );
}
