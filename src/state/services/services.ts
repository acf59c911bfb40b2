import type { Protocol } from '../../environment/environment.js';
import type { Ends } from '../instances/ends.js';

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

/** A port as really published on the host. */
export interface ObservedPort {
  readonly hostIp: string;
  readonly published: number;
  readonly target: number;
  readonly protocol: Protocol;
  /** The number that it was asked for with, where it has moved away from that. */
  readonly movedFrom?: number | undefined;
}

/** A container as an inspect showed it. */
export interface ContainerObservation {
  /** Grows with each inspect that is asked for: of two, the one asked for later knows no less, whichever answered first. */
  readonly look: number;
  readonly id: string;
  readonly service: string;
  readonly name: string;
  readonly image: string;
  /** The content that the name of its image stood for when it was made. */
  readonly imageId: string;
  readonly status: ContainerStatus;
  readonly health: Health;
  readonly exitCode: number | undefined;
  readonly oomKilled: boolean;
  readonly error: string | undefined;
  readonly restarts: number;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Milliseconds since the epoch; `undefined` where it never started or never ended. */
  readonly startedAt: number | undefined;
  readonly finishedAt: number | undefined;
  readonly probe: Probe | undefined;
  /** The networks that it is on, as the engine calls them; `undefined` where it has another one's or the machine's. */
  readonly networks: readonly string[] | undefined;
  /** Network name -> address inside it. */
  readonly addresses: Readonly<Record<string, string>>;
  /** Ports as really published on the host. */
  readonly ports: readonly ObservedPort[];
}

/**
 * From when on what a container writes belongs to its present run. Not its start as the engine tells it: that is noted a moment
 * after the process began, and a quick one has written by then.
 */
export function writesSince({ createdAt, finishedAt }: ContainerObservation): number {
  return finishedAt ?? createdAt;
}

/** All that is known of one service's running side. */
export interface ServiceState {
  readonly name: string;
  readonly wanted: 'running' | 'stopped';
  /** See `ServiceDefinition`. */
  readonly oneShot: boolean;
  readonly container: ContainerObservation | undefined;
  /** Compose has made sure, since the newest `up`, that its container is as declared. */
  readonly created: boolean;
  readonly createError: string | undefined;
  readonly startError: string | undefined;
  /** When it first became ready in this run of its container. */
  readonly readyAt: number | undefined;
  /** The container we have already asked to start: a service that ends by itself is not started over and over. */
  readonly startedContainer: string | undefined;
  /** The run that had ended when we last asked for a start: what came of it counts no more; `undefined`: there was none. */
  readonly runBefore: string | undefined;
  /** When we last asked for a start or restart. */
  readonly startAskedAt: number | undefined;
  /** Why it is to be restarted; `undefined` where nobody asked. */
  readonly restartCause: string | undefined;
  /** The service that has to be ready again before it is restarted; `undefined`: none. */
  readonly restartAfter: string | undefined;
  /** Why it was asked to stop. */
  readonly stopCause: string | undefined;
  /** When it fell from ready to something else in this run of its container; `undefined` while it is ready. */
  readonly unreadySince: number | undefined;
  /** When the engine was first seen to have it paused. */
  readonly pausedAt: number | undefined;
  /** When it was first seen to run on after a pause, in this run: what a probe said before tells nothing. */
  readonly resumedAt: number | undefined;
  /** When it was first seen not to be on a declared network. */
  readonly detachedAt: number | undefined;
  /** When its container was removed by somebody else; `undefined` once `up` was asked for again. */
  readonly removedAt: number | undefined;
  /** Why its container is to be made anew though its declaration has not changed; `undefined`: it is not. */
  readonly anewCause: string | undefined;
  /** How often it ended by itself since anybody asked for anything. */
  readonly ends: Ends | undefined;
  /** The last log lines, gathered when it failed. */
  readonly evidence: readonly string[];
  /** The run (see `runOf`) that `evidence` is about; `undefined` until gathered. */
  readonly evidenceOf: string | undefined;
  /** What the service's own runner last said of it; `undefined` where it has none, or said nothing yet. */
  readonly heard: RunnerVerdict | undefined;
}

/** A runner knows whether its service answers before the engine's health check, which starts a process for each look, can. */
export interface RunnerVerdict {
  /** The run (see `runOf`) that it is about. */
  readonly run: string;
  readonly ready: boolean;
  /** What it asked and what came back, as a health check would have told it. */
  readonly probe: Probe;
}

/** Names one run of one container in one condition, so that evidence is gathered once for it. */
export function runOf(container: ContainerObservation): string {
  return `${container.id}@${container.startedAt ?? 0}`;
}

/** Whether what its container does came of our last start, and not of the run before that the engine still tells of. */
export function wasStarted({ container, startedContainer, runBefore }: ServiceState): boolean {
  return container !== undefined && startedContainer === container.id && runOf(container) !== runBefore;
}

/** Its process is there, whether it moves or not, or comes back at once. */
export function isRunning(container: ContainerObservation | undefined): boolean {
  return (
    container?.status === 'running' || container?.status === 'restarting' || container?.status === 'paused'
  );
}
