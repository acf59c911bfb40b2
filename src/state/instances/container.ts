import type { containerWords, healthWords } from '../../contract/known-words.js';
import type { Protocol } from '../../environment/environment.js';

/** What the engine says a container is doing. */
export type ContainerStatus = (typeof containerWords)[number];
/** The engine's own health words; `none`: no health check. */
export type Health = (typeof healthWords)[number];

/** One run of a health check. */
export interface Probe {
  /** Milliseconds since the epoch. */
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
  /** The port that was declared, where a free one was taken in its place; else `undefined`. */
  readonly movedFrom?: number | undefined;
}

/** A container as one inspect by the engine showed it. */
export interface ContainerObservation {
  /** The number of the inspect, in the order in which they were asked for. The later of two knows no less, whichever answered first. */
  readonly look: number;
  readonly id: string;
  readonly service: string;
  /** Its number in its service, from 1: Compose's label `com.docker.compose.container-number`. */
  readonly index: number;
  readonly name: string;
  readonly image: string;
  /** The id of its image: the content that `image` named when the container was made. */
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
  /** The engine's names of its networks; `undefined` where it shares the network of another container or of the machine. */
  readonly networks: readonly string[] | undefined;
  /** The id of the container whose network it shares; `undefined`: it shares none, or nobody says whose. */
  readonly networkFrom?: string | undefined;
  /** Network name -> the container's IP address in it. */
  readonly addresses: Readonly<Record<string, string>>;
  /** Ports as really published on the host. */
  readonly ports: readonly ObservedPort[];
}

/**
 * The time (milliseconds since the epoch) from which log lines of a container belong to its present run. `startedAt` would be too late: the
 * engine notes it a moment after the process has begun, and a quick process has written by then.
 */
export function writesSince({ createdAt, finishedAt }: ContainerObservation): number {
  return finishedAt ?? createdAt;
}

/** A name for the present run of a container: another start of it, or another container, has another name. */
export function runOf(container: ContainerObservation): string {
  return `${container.id}@${container.startedAt ?? 0}`;
}

/** Whether the container's process exists, paused or not, or is about to be started again by the engine. */
export function isRunning(container: ContainerObservation | undefined): boolean {
  return (
    container?.status === 'running' || container?.status === 'restarting' || container?.status === 'paused'
  );
}
