import type { RemovalReport } from '../../state/core/event.js';
import type { ContainerObservation } from '../../state/instances/container.js';

/** Something the engine did to one container of the environment. */
export interface ContainerEvent {
  /**
   * The engine's word. `destroy` is a container's last event; `exec_die` is the end of a command inside, mostly of a health check;
   * `connect` and `disconnect` are about one of its networks.
   */
  readonly action: string;
  readonly id: string;
  readonly service: string;
  /** Compose's number of the container in its service. */
  readonly index: number;
}

/** One line that a container wrote, whole, control sequences stripped and secrets masked. */
export interface EngineLogLine {
  /** Milliseconds since the epoch, with fractions down to the microsecond. */
  readonly at: number;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

export interface EngineLogOptions {
  /** The most lines that were written before the call. */
  readonly tail: number;
  /** Milliseconds since the epoch. */
  readonly since: number | undefined;
  readonly follow: boolean;
}

/** The engine, limited to what carries one environment's label: nothing else is ever touched. Every call that fails rejects with SimError. */
export interface ContainerEngine {
  /** The engine's version. Rejects with SimError `engine-lost` where it does not answer. */
  version(): Promise<string>;
  /** The state folders of the controllers that made the environment's containers, networks and volumes; another checkout's may be among them. */
  owners(): Promise<readonly string[]>;
  observeAll(): Promise<readonly ContainerObservation[]>;
  /** A container as it is now; `undefined` where it is gone. */
  observe(id: string): Promise<ContainerObservation | undefined>;
  /**
   * Follows what the engine does to the environment's containers. Resolves when the engine has begun to report, so that a list made
   * afterwards leaves no gap. The stream ends when `signal` aborts, and throws SimError `engine-lost` when it breaks.
   */
  events(signal: AbortSignal): Promise<AsyncIterable<ContainerEvent>>;
  /** Starts a container; one that runs is left as it is, one that is gone is no error. Rejects with the engine's words where it can't be started. */
  start(id: string): Promise<void>;
  /** Ends a container within its own grace period; resolves when it has ended. */
  stop(id: string): Promise<void>;
  restart(id: string): Promise<void>;
  kill(id: string, signal: string): Promise<void>;
  /** Ends a container at once and removes it; its volumes stay. One that is gone is no error. */
  remove(id: string): Promise<void>;
  /** Runs a program inside a container; resolves with at most the first MiB of each of its streams, masked. `signal` ends the wait. */
  exec(
    id: string,
    command: readonly string[],
    signal: AbortSignal,
  ): Promise<{ readonly exitCode: number; readonly stdout: string; readonly stderr: string }>;
  /** The lines that a container wrote, without its runner's reports. Throws SimError `log-unreadable` where its logging driver keeps none. */
  logs(id: string, options: EngineLogOptions, signal: AbortSignal): AsyncIterable<EngineLogLine>;
  /**
   * The reports of a container's runner, a line each: those since `since` (milliseconds since the epoch), then new ones. They are not
   * masked: a secret that is a plain word would change what they mean. Where the log can't be read the runner is asked in its container.
   */
  reports(id: string, since: number, signal: AbortSignal): AsyncIterable<string>;
  /** Adds a secret to those that lines, results and `mask` hide from then on. */
  hide(secret: string): void;
  /** The text with every known secret replaced. */
  mask(text: string): string;
  /** The paths at which an image declares a volume (`VOLUME`); empty where the image does not exist. */
  imageVolumes(reference: string): Promise<readonly string[]>;
  /** Where the first container of a service has a volume that the engine has named: `service:path` of each. */
  volumesOfEngine(): Promise<ReadonlySet<string>>;
  /** Whether there is a volume of that name. */
  hasVolume(name: string): Promise<boolean>;
  /** Removes containers and networks, and the volumes where `volumes` says so; else all volumes stay. What is already gone is no error. */
  removeAll(options: { readonly volumes: boolean }): Promise<RemovalReport>;
}
