import type { InstanceState } from '../instances/instance.js';

/** What is wanted of one service, and the containers that it has. Times are milliseconds since the epoch. */
export interface ServiceState {
  readonly name: string;
  readonly wanted: 'running' | 'stopped';
  /** See `ServiceDefinition`. */
  readonly oneShot: boolean;
  /** How many containers are wanted while the service is to run: as declared, or as `sim scale` has asked for since the newest `up`. */
  readonly scale: number;
  /** Whether Compose has made, since the newest `up`, the containers as declared and as many as wanted. */
  readonly created: boolean;
  /** How many containers there were when Compose said that it had made all and some were missing; `undefined`: none was. */
  readonly shortOf: number | undefined;
  /** Why Compose could not make its containers; `undefined`: it could, or has not tried. */
  readonly createError: string | undefined;
  /** Why it was asked to stop; `undefined`: it was not. */
  readonly stopCause: string | undefined;
  /** When somebody outside last removed a container of it; `undefined`: nobody did since the newest `up`. */
  readonly removedAt: number | undefined;
  /** Why its containers are to be made anew though its declaration has not changed; `undefined`: they are not. */
  readonly anewCause: string | undefined;
  /** The last log lines about its image, for a service that has no container yet. */
  readonly evidence: readonly string[];
  /** Ids of the containers that were removed last: a late answer about one of them is ignored. */
  readonly gone: readonly string[];
  /** By index; empty before the first is made. */
  readonly instances: readonly InstanceState[];
}

/** The containers that count for a service: where there are more than wanted, those with the lowest numbers, which Compose keeps. */
export function wantedInstances({ instances, scale }: ServiceState): readonly InstanceState[] {
  return instances.length > scale ? instances.slice(0, scale) : instances;
}
