import type { RefusedPort } from '../environment/assign-ports.js';
import type { RemovalReport } from '../state/core/event.js';
import type { ContainerObservation } from '../state/instances/container.js';
import type { BuildDelivery, InstanceName, InstanceSelection } from './build-delivery.js';

/** One container of an instance: its log and its reports end with it, whatever takes its place. */
export interface ContainerName extends InstanceName {
  /** As observed. */
  readonly id: string;
}

/** What `create` makes. */
export interface Creation {
  /** The services to make, and how many instances each is to have; 0 removes all. */
  readonly services: Readonly<Record<string, number>>;
  /** The image that serves each service, also of those that are not made now: it decides whether a container is still as declared. */
  readonly images: Readonly<Record<string, string>>;
  /** Also where nothing has changed: the containers are made once more, and what their volumes hold stays. */
  readonly anew: boolean;
  /** Those that are there stay as they are, also where another declaration was read since; without `anew` alone. Absent: they don't. */
  readonly kept?: boolean;
}

/** All that is there, and what becomes of it. */
export interface Watch {
  /** The version of what answers, for people: that of the engine. */
  readonly version: string;
  /** What was there when the watch began. */
  readonly containers: readonly ContainerObservation[];
  /** What has changed since, without a gap. Ends when the signal aborts; throws SimError `engine-lost` when it breaks. */
  readonly changes: AsyncIterable<InstanceChange>;
}

export type InstanceChange =
  | { readonly kind: 'observed'; readonly container: ContainerObservation }
  | { readonly kind: 'removed'; readonly container: ContainerName };

/** One line that a container wrote, whole, control sequences stripped and secrets masked. */
export interface OutputLine {
  /** Milliseconds since the epoch, with fractions down to the microsecond. */
  readonly at: number;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

export interface OutputRange {
  /** At most so many old lines come first. */
  readonly tail: number;
  /** Milliseconds since the epoch; `undefined`: from the first line. */
  readonly since: number | undefined;
  /** Whether lines to come are wanted, too. */
  readonly follow: boolean;
}

/** How a program inside an instance ended. Control sequences are stripped from its output, and secrets masked. */
export interface ExecResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where a port of an instance answers on this machine, for as long as it is not disposed of. */
export interface ForwardedPort extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
}

/**
 * The port by which effects act on the instances of one environment, and inputs watch them. Nothing else is ever touched.
 *
 * Every call rejects with SimError: `engine-lost` where nothing answers, `interrupted` once its signal has aborted, otherwise in the words
 * of what refused it. Those words may repeat what was declared: who shows them masks them first.
 */
export interface Runtime extends BuildDelivery {
  /** Answers, or rejects with `engine-lost`: so it is told whether a failure is the fault of a service. */
  version(): Promise<string>;
  /** The absolute state folders of the controllers that made what is there, data included. */
  owners(): Promise<readonly string[]>;

  /**
   * Makes the instances that are missing or not as declared, with the networks and volumes that they need, starts none of the new ones, and
   * removes what is more than wanted, the highest index first. Images must be there. Resolves when all are there; where one of several
   * services is refused it rejects, and which of them were made is to be observed. An abort lets a call that is under way end, for 10 s
   * at most.
   */
  create(creation: Creation, signal: AbortSignal): Promise<void>;
  /**
   * Starts instances as `create` made them: all of a service at once with what its declaration asks for (configs, secrets, hooks), a
   * single one of such a service as well. One that runs is left as it is, one that is gone is no error.
   */
  start(instances: InstanceSelection, signal: AbortSignal): Promise<void>;
  /** The port that kept an instance from starting because somebody else has it, by what `start` rejected with; `undefined`: another reason. */
  refusedPort(error: unknown): RefusedPort | undefined;
  /**
   * Ends instances within their own grace period: all of a service at once after its declared hooks, a single one without them. Resolves
   * when they have ended; one that has ended or is gone is no error.
   */
  stop(instances: InstanceSelection, signal: AbortSignal): Promise<void>;
  /** Ends an instance within its own grace period and starts the same container again. */
  restart(instance: InstanceName): Promise<void>;
  /** Sends a signal (`SIGHUP`) to the first process of an instance. Rejects where it does not run. */
  signal(instance: InstanceName, signal: string): Promise<void>;
  /** Ends an instance at once and removes it with its unnamed volumes; one that is gone is no error. */
  remove(instance: InstanceName): Promise<void>;
  /** Removes all instances and networks, and with `volumes` the volumes; without, no volume, named or not. What is already gone is no error. */
  removeAll(options: { readonly volumes: boolean }): Promise<RemovalReport>;

  /** `undefined` where it is gone. */
  observe(instance: InstanceName): Promise<ContainerObservation | undefined>;
  observeAll(): Promise<readonly ContainerObservation[]>;
  /** Resolves when it has begun to report, so that nothing is missed between what is there and what changes. */
  watch(signal: AbortSignal): Promise<Watch>;
  /**
   * What a container wrote, without what its runner reports; ends when the container does, and at once without `follow`. Throws SimError
   * `log-unreadable` where its logging driver keeps nothing that could be read.
   */
  logs(container: ContainerName, range: OutputRange, signal: AbortSignal): AsyncIterable<OutputLine>;
  /**
   * What the runner of a container reports, a line each, since `since` (milliseconds since the epoch) and from now on. Nothing of it is
   * masked, or a secret that is a plain word would change it.
   */
  reports(container: ContainerName, since: number, signal: AbortSignal): AsyncIterable<string>;
  /** Runs a program inside an instance. An abort ends the waiting, and the program where it reads or writes. Rejects where the instance does not run. */
  exec(instance: InstanceName, command: readonly string[], signal: AbortSignal): Promise<ExecResult>;
  /** Finds or makes a way from this machine to a TCP port of an instance. Rejects where nothing answers there. */
  forwardPort(instance: InstanceName, port: number, signal: AbortSignal): Promise<ForwardedPort>;

  /**
   * Has the rules of `develop.watch` of these services followed until `signal` aborts: edits are copied into their instances, or rebuild
   * them. `onLine` gets what is told of that. Rejects where it ends by itself, or cannot begin.
   */
  followRules(
    services: readonly string[],
    onLine: (line: string) => void,
    signal: AbortSignal,
  ): Promise<void>;

  /** Brings an image that this machine's engine has to where instances are made. */
  deliverImage(reference: string, signal: AbortSignal): Promise<void>;
  /** The paths at which an image wants a volume; none where it is not there. */
  imageVolumes(reference: string): Promise<readonly string[]>;
  /** Whether there is a volume of that name. */
  hasVolume(name: string): Promise<boolean>;

  /** Takes note of a secret before any container tells of it; from then on no text shows it. */
  hide(secret: string): void;
  /** A text of containers, or about them, with the secrets that are known hidden. */
  mask(text: string): string;
}
