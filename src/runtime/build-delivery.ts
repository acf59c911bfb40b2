/** Which build the instances of a service are to run. */
export interface OfferedBuild {
  /** The number of a finished build in `.sim/<name>/builds/<service>/`. */
  readonly build: number;
  /** Whether a person chose this build (`sim pin`). */
  readonly pinned: boolean;
  /**
   * `true`: an instance that runs takes the build over when `deliverBuild` tells it to, one instance after the other. Absent: it may do so
   * by itself.
   */
  readonly inTurn?: boolean;
}

/** One container or pod of a service; people write it `orders#2`. */
export interface InstanceName {
  readonly service: string;
  /** From 1, as Compose's label `com.docker.compose.container-number`; the numbers of a service may have gaps. */
  readonly index: number;
}

/** One instance of a service, or with `undefined` all of them at once. */
export interface InstanceSelection {
  readonly service: string;
  readonly index: number | undefined;
}

/**
 * How a new binary of a hot-rebuilt service gets to its instances. A build is offered before it is delivered: an instance that starts in
 * between runs the offered one. Calls for one service take place one after the other, in the order in which they came.
 */
export interface BuildDelivery {
  /** The build that was offered last, by this controller or an earlier one; `undefined`: none, or what is written can't be read. */
  offeredBuild(service: string): Promise<OfferedBuild | undefined>;
  /**
   * Makes `offered` the build that an instance runs when it starts; instances that run already are left alone. With `undefined` an instance
   * that starts waits for a build. Rejects with the error of the file system.
   */
  offerBuild(service: string, offered: OfferedBuild | undefined): Promise<void>;
  /**
   * Offers the build and tells the runner of one running instance to switch to it. Resolves when the runner was told; the runner's
   * reports say what came of it. Rejects with SimError where the instance does not exist or does not run.
   */
  deliverBuild(instance: InstanceName, offered: OfferedBuild): Promise<void>;
}
