/** What the runner in one container of a service has said of builds, in the present run of that container. */
export interface InstanceBuild {
  /** As in `InstanceState`. */
  readonly index: number;
  /** See `runOf`. */
  readonly run: string;
  /** Whether its runner has reported in this run; from then on the runner listens to signals. */
  readonly heard: boolean;
  /** The build that it answers with, as its runner reported; `undefined`: none yet. */
  readonly live: number | undefined;
  /** Milliseconds since the epoch. */
  readonly liveSince: number | undefined;
  /** The build that its runner was told of since `swapWanted` was set; `undefined`: none. */
  readonly told: number | undefined;
  /** The build that its runner was told to take over and has not reported on yet; `undefined`: none. */
  readonly taking: number | undefined;
  /** What the only build answers where it runs and was not ready in time; `undefined`: it was in time, or there is an older build. */
  readonly late: string | undefined;
  /** Why its runner's reports can't be read; `undefined` where they can. */
  readonly unheard: string | undefined;
}

/** What is known of the builds in a container that has just begun to run. */
export function newInstanceBuild(index: number, run: string): InstanceBuild {
  return {
    ...{ index, run, heard: false, live: undefined, liveSince: undefined },
    ...{ told: undefined, taking: undefined, late: undefined, unheard: undefined },
  };
}
