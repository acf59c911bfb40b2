/** Which build the instances of a service are to run. */
export interface OfferedBuild {
  /** The number of a finished build in `.sim/<name>/builds/<service>/`. */
  readonly build: number;
  /** A person chose it. */
  readonly pinned: boolean;
  /** Instances that run take over one after the other, each when it is told; absent: they may by themselves. */
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
  /** What was offered last, by this controller or an earlier one; `undefined`: nothing that can be understood. */
  offeredBuild(service: string): Promise<OfferedBuild | undefined>;
  /**
   * From now on an instance that starts runs this build; what runs already is left alone. `undefined`: an instance that starts waits for a
   * build. Rejects with what the file system says.
   */
  offerBuild(service: string, offered: OfferedBuild | undefined): Promise<void>;
  /**
   * Offers the build and tells the runner of one running instance to take over to it. Resolves when the runner was told: how it went
   * comes by its reports. Rejects with SimError where the instance is not there or does not run.
   */
  deliverBuild(instance: InstanceName, offered: OfferedBuild): Promise<void>;
}
