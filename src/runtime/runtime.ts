import type { RefusedPort } from '../environment/assign-ports.js';
import type { RemovalReport } from '../state/core/event.js';
import type { ContainerObservation } from '../state/instances/container.js';
import type { BuildDelivery, InstanceName, InstanceSelection } from './build-delivery.js';

/** One container of an instance. When Compose replaces the container, the instance stays and has another one. */
export interface ContainerName extends InstanceName {
  /** The engine's id, as observed. */
  readonly id: string;
}

/** What `create` makes. */
export interface Creation {
  /** The services to make, and how many instances each is to have; 0 removes all. */
  readonly services: Readonly<Record<string, number>>;
  /** The image that serves each service, also of those that are not made now: it decides whether a container is still as declared. */
  readonly images: Readonly<Record<string, string>>;
  /** Containers are made anew even where nothing has changed; their volumes stay. */
  readonly anew: boolean;
  /** Instances that exist stay as they are, even where the declaration has changed. Not together with `anew`; absent: false. */
  readonly kept?: boolean;
}

/** All containers of the environment, and what changes about them. */
export interface Watch {
  /** The engine's version, for people. */
  readonly version: string;
  /** The containers that existed when the watch began. */
  readonly containers: readonly ContainerObservation[];
  /** Every change since then, without a gap. Ends when the signal aborts; throws SimError `engine-lost` when the stream breaks. */
  readonly changes: AsyncIterable<InstanceChange>;
}

/** A container was seen in a state, or is gone. */
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

/** Which lines of a container are wanted. */
export interface OutputRange {
  /** The most lines that were written before the call. */
  readonly tail: number;
  /** Milliseconds since the epoch; `undefined`: from the first line. */
  readonly since: number | undefined;
  /** Whether lines that are written later are wanted, too. */
  readonly follow: boolean;
}

/** How a program inside an instance ended. Control sequences are stripped from its output, and secrets masked. */
export interface ExecResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The address on this machine at which a port of an instance answers, until it is disposed of. */
export interface ForwardedPort extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
}

/**
 * The port by which effects act on the instances of one environment, and inputs watch them. It touches nothing outside of that
 * environment.
 *
 * Every call that fails rejects with SimError: `engine-lost` where the engine does not answer, `interrupted` once its signal has aborted,
 * otherwise with the words of the tool that refused it. Those words may repeat secrets of the declaration: mask them before they are shown.
 */
export interface Runtime extends BuildDelivery {
  /** The engine's version. A rejection (`engine-lost`) tells that a failure just before was the engine's and not a service's. */
  version(): Promise<string>;
  /** The absolute state folders of the controllers that made the environment's containers, networks and volumes. */
  owners(): Promise<readonly string[]>;

  /**
   * Makes the instances that are missing or not as declared, with the networks and volumes that they need, and removes those that are more
   * than wanted, the highest index first. It starts none of the new ones. The images must exist. Resolves when all instances exist. Where
   * one of several services is refused it rejects, and an observation has to tell which instances were made. After an abort the call that
   * is under way has 10 s to end.
   */
  create(creation: Creation, signal: AbortSignal): Promise<void>;
  /**
   * Starts one instance, or all of a service, as `create` made them. A service with configs, secrets or hooks of Compose is started with
   * these, all its instances at once, whatever `index` says. An instance that runs is left as it is, one that is gone is no error.
   */
  start(instances: InstanceSelection, signal: AbortSignal): Promise<void>;
  /** The taken port that an error of `start` is about; `undefined` where the start failed for another reason. */
  refusedPort(error: unknown): RefusedPort | undefined;
  /**
   * Ends one instance, or all of a service, within their own grace period. Declared hooks (`pre_stop`) run only where all are ended. Resolves
   * when they have ended; an instance that has ended before or is gone is no error.
   */
  stop(instances: InstanceSelection, signal: AbortSignal): Promise<void>;
  /** Ends an instance within its own grace period and starts the same container again. */
  restart(instance: InstanceName): Promise<void>;
  /** Sends a signal (`SIGHUP`) to the first process of an instance. Rejects where it does not run. */
  signal(instance: InstanceName, signal: string): Promise<void>;
  /** Ends an instance at once and removes it with its unnamed volumes; one that is gone is no error. */
  remove(instance: InstanceName): Promise<void>;
  /**
   * Removes all instances and networks, and with `volumes` all volumes too; otherwise every volume stays, also unnamed ones. What is
   * already gone is no error.
   */
  removeAll(options: { readonly volumes: boolean }): Promise<RemovalReport>;

  /** The container of one instance as it is now; `undefined` where it has none. */
  observe(instance: InstanceName): Promise<ContainerObservation | undefined>;
  /** All containers of the environment as they are now. */
  observeAll(): Promise<readonly ContainerObservation[]>;
  /** Watches all containers until `signal` aborts. Resolves when the engine reports changes, so that none is missed after the first list. */
  watch(signal: AbortSignal): Promise<Watch>;
  /**
   * The lines that a container wrote, without the reports of its runner. Ends when the container ends or, without `follow`, after the old
   * lines. Throws SimError `log-unreadable` where its logging driver keeps no lines.
   */
  logs(container: ContainerName, range: OutputRange, signal: AbortSignal): AsyncIterable<OutputLine>;
  /**
   * The reports of a container's runner, a line each: those since `since` (milliseconds since the epoch), then new ones until the container
   * ends. They are not masked: a secret that is a plain word would change what they mean.
   */
  reports(container: ContainerName, since: number, signal: AbortSignal): AsyncIterable<string>;
  /**
   * Runs a program inside an instance. Resolves when it has ended, whatever its exit code; rejects where the instance does not run. An abort
   * ends the wait at once, and the program when it next reads or writes.
   */
  exec(instance: InstanceName, command: readonly string[], signal: AbortSignal): Promise<ExecResult>;
  /** An address on this machine that leads to a TCP port of an instance. Rejects where nothing listens there. */
  forwardPort(instance: InstanceName, port: number, signal: AbortSignal): Promise<ForwardedPort>;

  /**
   * Follows the `develop.watch` rules of these services until `signal` aborts: edits are copied into instances, or rebuild them. `onLine`
   * gets each line that Compose prints about it. Rejects where the watch can't begin, or ends by itself.
   */
  followRules(
    services: readonly string[],
    onLine: (line: string) => void,
    signal: AbortSignal,
  ): Promise<void>;

  /** Brings an image from this machine's engine to the place where instances run; does nothing where that is the same engine. */
  deliverImage(reference: string, signal: AbortSignal): Promise<void>;
  /** The paths at which an image declares a volume (`VOLUME`); empty where the image does not exist. */
  imageVolumes(reference: string): Promise<readonly string[]>;
  /** Whether there is a volume of that name. */
  hasVolume(name: string): Promise<boolean>;

  /** Adds a secret to those that lines, results and `mask` hide from then on. */
  hide(secret: string): void;
  /** The text with every known secret replaced. */
  mask(text: string): string;
}
