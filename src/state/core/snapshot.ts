import type { Environment } from '../../environment/environment.js';
import type { ServiceBuilds } from '../builds/builds.js';
import type { ComposeWatch } from '../compose-watch/compose-watch.js';
import type { ConfigChange } from '../configuration/configuration.js';
import type { ImageState } from '../images/images.js';
import type { ServiceState } from '../services/services.js';
import type { TrafficState } from '../traffic/traffic.js';
import type { RunningEffect } from './effect.js';
import type { RemovalReport } from './event.js';

/** One line of the environment's story: what was done or seen, and why. Times are milliseconds since the epoch. */
export interface LogEntry {
  /** Grows with each entry. */
  readonly number: number;
  /** When it first happened. */
  readonly at: number;
  readonly service: string | undefined;
  readonly text: string;
  readonly cause: string | undefined;
  readonly level: 'info' | 'good' | 'warn' | 'bad';
  /** How often it happened in all, and when it did last; absent where it happened once. */
  readonly repeats?: { readonly count: number; readonly lastAt: number };
}

/** An effect that is under way. */
export interface EffectInFlight {
  readonly effect: RunningEffect;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

/** An effect that failed for a reason of the simulator's own. */
export interface FailedEffect {
  readonly effect: RunningEffect;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly detail: string;
}

/**
 * What is true now, private to the controller. Immutable and structurally shared: a slice that has not changed is the same object. Times are
 * milliseconds since the epoch.
 */
export interface Snapshot {
  readonly schema: 1;
  /** `at` of the newest event. */
  readonly at: number;
  readonly startedAt: number;
  readonly goal: 'up' | 'down' | undefined;
  /** Whether `down` removes volumes, too. */
  readonly removeVolumes: boolean;
  /** Nothing of the environment is left, so that the controller may end. */
  readonly removed: boolean;
  readonly removal: RemovalReport | undefined;
  /** When everything in the foreground was first ready after the newest `up.requested`; `undefined` until then. */
  readonly readyAt: number | undefined;
  /** When `up` was last asked for; `undefined`: never. */
  readonly upRequestedAt: number | undefined;
  readonly environment: Environment | undefined;
  readonly engine: {
    readonly state: 'unknown' | 'connected' | 'lost';
    readonly version: string | undefined;
    readonly detail: string | undefined;
  };
  readonly images: Readonly<Record<string, ImageState>>;
  readonly services: Readonly<Record<string, ServiceState>>;
  readonly builds: Readonly<Record<string, ServiceBuilds>>;
  /** By service; only of services whose configuration was edited since the controller began. */
  readonly configuration: Readonly<Record<string, ConfigChange>>;
  /** `undefined`: no service with rules of `develop.watch` was started yet. */
  readonly composeWatch: ComposeWatch | undefined;
  readonly traffic: TrafficState;
  /** Effects that are under way, by key. */
  readonly inFlight: Readonly<Record<string, EffectInFlight>>;
  /** Effects that failed for a reason of the simulator's own; not tried again until a wish, a change or the engine's return clears them. */
  readonly failedEffects: Readonly<Record<string, FailedEffect>>;
  /** Newest last, at most 300. */
  readonly log: readonly LogEntry[];
}
