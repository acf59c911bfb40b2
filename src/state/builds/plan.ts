import { earliest } from '../core/earliest.js';
import { cancelOf, type Effect } from '../core/effect.js';
import { inFlightFor, inFlightOf } from '../core/in-flight.js';
import type { Snapshot } from '../core/snapshot.js';
import { containerIsToCome } from '../services/readiness.js';
import { isAsDeclared, type ServiceBuilds } from './builds.js';
import { restMs, starves } from './patience.js';
import { planSwaps } from './plan-swaps.js';

/** How many builds run at once. More would only slow each other down, because the Go tool itself uses every core. */
const parallelBuilds = 2;

/** Plans the listing of packages, builds of what has changed (the service that was edited last comes first), and the swaps to new builds. */
export function planBuilds(snapshot: Snapshot, parallel = parallelBuilds): readonly Effect[] {
  if (snapshot.goal !== 'up') return [];
  const all = Object.values(snapshot.builds).filter((one) => !givesWay(snapshot, one));
  return [...planList(snapshot, all), ...planCompiles(snapshot, all, parallel), ...planSwaps(snapshot, all)];
}

/** Whether the check that a build is the newest waits until all containers exist, which is what people wait for. */
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
  // With cold caches two first builds at once would both compile the packages that they share.
  const first = all.some((one) => one.current === undefined && (one.pending !== undefined || building(one)));
  const lanes = first ? 1 : parallel;
  const free = lanes - all.filter(building).length;
  return [
    // Before `build.started` the effect has not read the source yet, so it takes the newest.
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

/** When a saved tree comes to rest, so that Go is asked once more (milliseconds since the epoch); `undefined`: there is none, or it is being built. */
export function buildsAgainAt({ builds, goal }: Snapshot): number | undefined {
  if (goal !== 'up') return undefined;
  return earliest(
    Object.values(builds).map(({ savedAt, pending, building, asking }) => {
      const isBusy = [pending, building, asking].some((part) => part !== undefined);
      return savedAt === undefined || isBusy ? undefined : savedAt + restMs;
    }),
  );
}
