import type { Build, ServiceBuilds } from './builds.js';
import type { InstanceBuild } from './instance-build.js';

/** Whether all containers of a service answer with this build and none is about to take over another one. */
export function answersEverywhere({ instances }: ServiceBuilds, build: number): boolean {
  return instances.every(({ live, taking }) => live === build && taking === undefined);
}

/** Whether the containers of a service answer with different builds, or one is about to take over another one. */
export function isSwapping({ instances }: ServiceBuilds): boolean {
  if (instances.length < 2) return false;
  return new Set(answers(instances)).size > 1 || instances.some(({ taking }) => taking !== undefined);
}

const givenUp: readonly Build['outcome'][] = ['rejected', 'rolled-back'];

/** Whether a build did not come up somewhere, or did not stay. */
export function isGivenUp({ history }: ServiceBuilds, build: number): boolean {
  return history.some(({ number, outcome }) => number === build && givenUp.includes(outcome));
}

/**
 * The service with what follows from its containers. Its live build is the one that all of them answer with; while they differ it is the one
 * that is to be replaced, and never one that was given up.
 */
export function summed(one: ServiceBuilds, before: ServiceBuilds, scale: number): ServiceBuilds {
  if (one === before || (one.instances === before.instances && one.current === before.current)) return one;
  const { instances } = one;
  const live = liveOf(one);
  const since = instances.flatMap((instance) =>
    instance.live === live && instance.liveSince !== undefined ? [instance.liveSince] : [],
  );
  const isEverywhere = live !== undefined && instances.length >= scale && answersEverywhere(one, live);
  return {
    ...one,
    live,
    liveSince:
      live === undefined
        ? undefined
        : live === before.live && before.liveSince !== undefined
          ? before.liveSince
          : Math.max(...since),
    late: instances.find(({ late }) => late !== undefined)?.late,
    unheard: instances.find(({ unheard }) => unheard !== undefined)?.unheard,
    liveInAll: isEverywhere ? live : one.liveInAll,
    // Once all have taken a build over, only a runner's report makes them go back.
    goBackTo: live === one.current && answersEverywhere(one, live ?? 0) ? undefined : one.goBackTo,
  };
}

function liveOf(one: ServiceBuilds): number | undefined {
  const all = [...new Set(answers(one.instances))];
  const good = preferring(all, (build) => !isGivenUp(one, build));
  const [oldest] = preferring(good, (build) => build !== one.current).sort((a, b) => a - b);
  return oldest;
}

/** The builds that are wanted; all of them where none is. */
function preferring(builds: readonly number[], isWanted: (build: number) => boolean): number[] {
  const wanted = builds.filter(isWanted);
  return wanted.length > 0 ? wanted : [...builds];
}

function answers(instances: readonly InstanceBuild[]): readonly number[] {
  return instances.flatMap(({ live }) => (live === undefined ? [] : [live]));
}
