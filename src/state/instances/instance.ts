import { type ContainerObservation, type Probe, runOf } from './container.js';
import type { Ends } from './ends.js';

/** All that is known of one container of a service. */
export interface InstanceState {
  readonly service: string;
  /** Compose's number of the container: unique in its service, not always without gaps. */
  readonly index: number;
  /** `stopped`: somebody stopped it, by itself or with its whole service. */
  readonly wanted: 'running' | 'stopped';
  /** See `ServiceDefinition`. */
  readonly oneShot: boolean;
  readonly container: ContainerObservation;
  readonly startError: string | undefined;
  /** When it first became ready in this run of its container. */
  readonly readyAt: number | undefined;
  /** The container we have already asked to start: one that ends by itself is not started over and over. */
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
  /** How often it ended by itself since anybody asked for anything. */
  readonly ends: Ends | undefined;
  /** The last log lines, gathered when it failed. */
  readonly evidence: readonly string[];
  /** The run (see `runOf`) that `evidence` is about; `undefined` until gathered. */
  readonly evidenceOf: string | undefined;
  /** What its own runner last said of it; `undefined` where it has none, or said nothing yet. */
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

/** Whether what its container does came of our last start, and not of the run before that the engine still tells of. */
export function wasStarted({ container, startedContainer, runBefore }: InstanceState): boolean {
  return startedContainer === container.id && runOf(container) !== runBefore;
}

/** It was asked to start, and nothing was seen yet of what came of that. */
export function isStartUnseen({ container, startedContainer, runBefore }: InstanceState): boolean {
  if (startedContainer !== container.id) return false;
  return container.startedAt === undefined || runOf(container) === runBefore;
}

/** How people write one container of a service: `orders#2`. */
export function instanceName(service: string, index: number): string {
  return `${service}#${index}`;
}
