import type { InstanceState } from '../instances/instance.js';

/** What is wanted of one service, and the containers that there are of it. */
export interface ServiceState {
  readonly name: string;
  readonly wanted: 'running' | 'stopped';
  /** See `ServiceDefinition`. */
  readonly oneShot: boolean;
  /** How many containers are wanted while it is to run: as declared, or as somebody has asked for since the newest `up`. */
  readonly scale: number;
  /** Compose has made sure, since the newest `up`, that its containers are as declared and as many as wanted. */
  readonly created: boolean;
  /** So many containers Compose has left behind when it said that all are there, and fewer are; `undefined`: it has made all. */
  readonly shortOf: number | undefined;
  readonly createError: string | undefined;
  /** Why it was asked to stop. */
  readonly stopCause: string | undefined;
  /** When a container of it was last removed by somebody else; `undefined` once `up` was asked for again. */
  readonly removedAt: number | undefined;
  /** Why its containers are to be made anew though its declaration has not changed; `undefined`: they are not. */
  readonly anewCause: string | undefined;
  /** What was said last of what it needs before it has a container: its image. */
  readonly evidence: readonly string[];
  /** The newest of its containers that are gone: an answer about one of them that comes late tells nothing. */
  readonly gone: readonly string[];
  /** By index; empty before the first is made. */
  readonly instances: readonly InstanceState[];
}

/** The containers that count for a service: when there are more than wanted, those of lower numbers, which Compose keeps. */
export function wantedInstances({ instances, scale }: ServiceState): readonly InstanceState[] {
  return instances.length > scale ? instances.slice(0, scale) : instances;
}
