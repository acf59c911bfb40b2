import type { RemovalReport } from '../../state/core/event.js';
import type { ContainerObservation } from '../../state/instances/container.js';

/** Something the engine did to one container of the environment. */
export interface ContainerEvent {
  /**
   * `destroy` is the last one of a container; `exec_die` the end of a command inside, mostly of a health check; `connect` and
   * `disconnect` are about a network of it.
   */
  readonly action: string;
  readonly id: string;
  readonly service: string;
  /** Which of its service's containers it is, as Compose numbers them. */
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
  /** At most so many old lines come first. */
  readonly tail: number;
  /** Milliseconds since the epoch. */
  readonly since: number | undefined;
  readonly follow: boolean;
}

/** The engine as the simulator uses it. Everything is bound to one environment's label; nothing else is ever touched. */
export interface ContainerEngine {
  /** Answers, or throws SimError `engine-lost`. */
  version(): Promise<string>;
  /** The state folders of the controllers that made what is there, data included: more than one, or a foreign one, is somebody else's. */
  owners(): Promise<readonly string[]>;
  observeAll(): Promise<readonly ContainerObservation[]>;
  /** `undefined` where it is gone. */
  observe(id: string): Promise<ContainerObservation | undefined>;
  /**
   * Resolves when the engine has begun to report, so that a list made afterwards leaves no gap. The stream ends without
   * an error when `signal` aborts, and throws SimError `engine-lost` when it breaks.
   */
  events(signal: AbortSignal): Promise<AsyncIterable<ContainerEvent>>;
  /** One that runs is left as it is, one that is gone is no error; whatever else keeps it from starting is, in the engine's words. */
  start(id: string): Promise<void>;
  /** Waits for the end; the container's own grace period counts. */
  stop(id: string): Promise<void>;
  restart(id: string): Promise<void>;
  kill(id: string, signal: string): Promise<void>;
  /** Ends it at once and removes it; its volumes stay. One that is gone is no error. */
  remove(id: string): Promise<void>;
  /** Runs a program inside, and gives at most the first MiB of what it writes to each stream, masked. `signal` ends the waiting. */
  exec(
    id: string,
    command: readonly string[],
    signal: AbortSignal,
  ): Promise<{ readonly exitCode: number; readonly stdout: string; readonly stderr: string }>;
  /**
   * What a container wrote, without what its runner reports. Throws SimError `log-unreadable` where its logging driver keeps nothing
   * that could be read.
   */
  logs(id: string, options: EngineLogOptions, signal: AbortSignal): AsyncIterable<EngineLogLine>;
  /**
   * What the runner of a container reports, a line each, since `since` (milliseconds since the epoch) and from now on. Nothing of it
   * is masked, or a secret that is a plain word would change it. Where the log can't be read the runner is asked in its container.
   */
  reports(id: string, since: number, signal: AbortSignal): AsyncIterable<string>;
  /** Takes note of a secret before any container tells of it; from then on no text shows it. */
  hide(secret: string): void;
  /** A text of containers, or about them, with the secrets that are known hidden. */
  mask(text: string): string;
  /** The paths at which an image wants a volume; none where it is not there. */
  imageVolumes(reference: string): Promise<readonly string[]>;
  /** Whether there is a volume of that name. */
  hasVolume(name: string): Promise<boolean>;
  /** Removes containers and networks, and with `volumes` the volumes; without, no volume, named or not. What is already gone is no error. */
  removeAll(options: { readonly volumes: boolean }): Promise<RemovalReport>;
}
