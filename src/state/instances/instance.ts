import { type ContainerObservation, type Probe, runOf } from './container.js';
import type { Ends } from './ends.js';

/** All that is known of one container of a service. Times are milliseconds since the epoch. */
export interface InstanceState {
  readonly service: string;
  /** Compose's number of the container, unique in its service; there may be gaps. */
  readonly index: number;
  /** `stopped`: somebody stopped it, alone or with its whole service. */
  readonly wanted: 'running' | 'stopped';
  /** See `ServiceDefinition`. */
  readonly oneShot: boolean;
  readonly container: ContainerObservation;
  /** Why its last start failed; `undefined`: it did not. */
  readonly startError: string | undefined;
  /** When it first became ready in this run of its container; `undefined`: not yet. */
  readonly readyAt: number | undefined;
  /** The id of the container that Sim has asked to start; one that ends by itself afterwards is not started over and over. */
  readonly startedContainer: string | undefined;
  /** The run (see `runOf`) that had ended when Sim last asked for a start: how it ended no longer counts; `undefined`: there was none. */
  readonly runBefore: string | undefined;
  /** When Sim last asked for a start or restart; `undefined`: never. */
  readonly startAskedAt: number | undefined;
  /** Why it is to be restarted; `undefined` where nobody asked. */
  readonly restartCause: string | undefined;
  /** The service that has to be ready again before it is restarted; `undefined`: none. */
  readonly restartAfter: string | undefined;
  /** Why it was asked to stop; `undefined`: it was not. */
  readonly stopCause: string | undefined;
  /** When it fell from ready to something else in this run of its container; `undefined` while it is ready. */
  readonly unreadySince: number | undefined;
  /** When it was first seen paused; `undefined` while it is not. */
  readonly pausedAt: number | undefined;
  /** When it was first seen to run on after a pause, in this run: an older probe says nothing about it. */
  readonly resumedAt: number | undefined;
  /** When it was first seen to be missing from a declared network; `undefined` while it is on all. */
  readonly detachedAt: number | undefined;
  /** How often it ended by itself since somebody last asked for a start; `undefined`: never. */
  readonly ends: Ends | undefined;
  /** The last log lines, gathered when it failed. */
  readonly evidence: readonly string[];
  /** The run (see `runOf`) that `evidence` is about; `undefined` until gathered. */
  readonly evidenceOf: string | undefined;
  /** What its runner last said about the service; `undefined` where it has no runner, or the runner has said nothing yet. */
  readonly heard: RunnerVerdict | undefined;
}

/** What a runner said last about its service. It asks more often than the engine's health check, which starts a process each time. */
export interface RunnerVerdict {
  /** The run (see `runOf`) that it is about. */
  readonly run: string;
  readonly ready: boolean;
  /** What the runner asked and what came back, in the form of a health check's probe. */
  readonly probe: Probe;
}

/** Whether the observed run of a container came of Sim's last start, and is not the run before, which the engine may still tell of. */
export function wasStarted({ container, startedContainer, runBefore }: InstanceState): boolean {
  return startedContainer === container.id && runOf(container) !== runBefore;
}

/** Whether a container was asked to start and the run that came of it has not been observed yet. */
export function isStartUnseen({ container, startedContainer, runBefore }: InstanceState): boolean {
  if (startedContainer !== container.id) return false;
  return container.startedAt === undefined || runOf(container) === runBefore;
}
