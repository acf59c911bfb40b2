import type { Build, ServiceBuilds } from './builds.js';
import type { InstanceBuild } from './instance-build.js';

/** Whether all of its containers answer with this build and none is about to take over to another one. */
export function answersEverywhere({ instances }: ServiceBuilds, build: number): boolean {
  return instances.every(({ live, taking }) => live === build && taking === undefined);
}

/** Whether some of its containers answer with another build than others, or one is about to. */
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
 * What is true of the service, from what is true of its containers. It answers with the build that all of them answer with; while they
 * differ, with the one that is to be replaced, and never with one that was given up.
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
    // What all have taken over is gone back from only where a runner says so.
    goBackTo: live === one.current && answersEverywhere(one, live ?? 0) ? undefined : one.goBackTo,
  };
}

function liveOf(one: ServiceBuilds): number | undefined {
  const all = [...new Set(answers(one.instances))];
  const good = preferring(all, (build) => !isGivenUp(one, build));
  const [oldest] = preferring(good, (build) => build !== one.current).sort((a, b) => a - b);
  return oldest;
}

/** Those that are as wanted, or else all. */
function preferring(builds: readonly number[], isWanted: (build: number) => boolean): number[] {
  const wanted = builds.filter(isWanted);
  return wanted.length > 0 ? wanted : [...builds];
}

function answers(instances: readonly InstanceBuild[]): readonly number[] {
  return instances.flatMap(({ live }) => (live === undefined ? [] : [live]));
}
