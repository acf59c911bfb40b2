/** What the engine says a container is doing. */
export type ContainerStatus =
  | 'created'
  | 'running'
  | 'paused'
  | 'restarting'
  | 'removing'
  | 'exited'
  | 'dead';
/** The engine's own health words; `none`: no health check. */
export type Health = 'none' | 'starting' | 'healthy' | 'unhealthy';

/** One run of a health check. */
export interface Probe {
  readonly at: number;
  readonly exitCode: number;
  /** Output, control sequences stripped, at most 2,000 characters. */
  readonly output: string;
}

/** A container as an inspect showed it. */
export interface ContainerObservation {
  readonly id: string;
  readonly service: string;
  readonly name: string;
  readonly image: string;
  readonly status: ContainerStatus;
  readonly health: Health;
  readonly exitCode: number | undefined;
  readonly oomKilled: boolean;
  readonly error: string | undefined;
  readonly restarts: number;
  /** Milliseconds since the epoch; `undefined` where it never started or never ended. */
  readonly startedAt: number | undefined;
  readonly finishedAt: number | undefined;
  readonly probe: Probe | undefined;
  /** Network name -> address inside it. */
  readonly addresses: Readonly<Record<string, string>>;
  /** Ports as really published on the host. */
  readonly ports: readonly { readonly hostIp: string; readonly published: number; readonly target: number }[];
}

/** All that is known of one service's running side. */
export interface ServiceState {
  readonly name: string;
  readonly wanted: 'running' | 'stopped';
  readonly container: ContainerObservation | undefined;
  readonly createError: string | undefined;
  readonly startError: string | undefined;
  /** When it first became ready in this run of its container. */
  readonly readyAt: number | undefined;
  /** The last log lines, gathered when it failed. */
  readonly evidence: readonly string[];
}
