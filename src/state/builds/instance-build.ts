/** What the runner in one container of a service has said of builds, in the present run of that container. */
export interface InstanceBuild {
  /** As in `InstanceState`. */
  readonly index: number;
  /** See `runOf`. */
  readonly run: string;
  /** Its runner has reported in this run: from then on it listens to signals. */
  readonly heard: boolean;
  /** What it answers with, as its runner reported; `undefined`: with nothing yet. */
  readonly live: number | undefined;
  /** Milliseconds since the epoch. */
  readonly liveSince: number | undefined;
  /** The build that it was told of since `swapWanted` was set; `undefined`: of none. */
  readonly told: number | undefined;
  /** The build that it was told to take over to, and of which it has not said yet how that went. */
  readonly taking: number | undefined;
  /** What the only build there is answers, where it was not ready in time and runs on; `undefined` where that is not so. */
  readonly late: string | undefined;
  /** Why nothing is known of what its runner does; `undefined` where it is heard. */
  readonly unheard: string | undefined;
}

/** A container that has just begun to run. */
export function newInstanceBuild(index: number, run: string): InstanceBuild {
  return {
    ...{ index, run, heard: false, live: undefined, liveSince: undefined },
    ...{ told: undefined, taking: undefined, late: undefined, unheard: undefined },
  };
}
