import type { containerWords, healthWords } from '../../contract/known-words.js';
import type { Protocol } from '../../environment/environment.js';

/** What the engine says a container is doing. */
export type ContainerStatus = (typeof containerWords)[number];
/** The engine's own health words; `none`: no health check. */
export type Health = (typeof healthWords)[number];

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
  /** Which of the containers of its service it is, as Compose numbers them from 1. */
  readonly index: number;
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

/** Names one run of one container in one condition, so that evidence is gathered once for it. */
export function runOf(container: ContainerObservation): string {
  return `${container.id}@${container.startedAt ?? 0}`;
}

/** Its process is there, whether it moves or not, or comes back at once. */
export function isRunning(container: ContainerObservation | undefined): boolean {
  return (
    container?.status === 'running' || container?.status === 'restarting' || container?.status === 'paused'
  );
}
