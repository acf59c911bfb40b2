import type { Wish as AskedFor } from '../../contract/requests.js';
import type { Removal } from '../../contract/views.js';
import type { Environment } from '../../environment/environment.js';
import type { BuildFact } from '../builds/builds.js';
import type { CheckFact } from '../checks/checks.js';
import type { ComposeWatchFact } from '../compose-watch/compose-watch.js';
import type { ConfigFact } from '../configuration/configuration.js';
import type { ImageFact } from '../images/images.js';
import type { ContainerFact } from '../instances/container-facts.js';
import type { TrafficFact } from '../traffic/traffic.js';
import type { RunningEffect } from './effect.js';

/**
 * Everything that can happen. A fact is in the past tense, a wish ends in `.requested`. `at` is the time in milliseconds since the epoch,
 * taken where the event enters: nothing in `state` reads a clock.
 */
export type Event = { readonly at: number } & (
  | EnvironmentFact
  | EngineFact
  | ImageFact
  | ContainerFact
  | BuildFact
  | CheckFact
  | ConfigFact
  | ComposeWatchFact
  | EffectFact
  | Wish
  | TrafficFact
  | { readonly kind: 'clock.ticked' }
);

export type EnvironmentFact =
  | { readonly kind: 'environment.declared'; readonly environment: Environment }
  | { readonly kind: 'environment.removed'; readonly removal: RemovalReport }
  /** The data of a database are older than the environment's own passwords, so it keeps the password that all environments had once. */
  | { readonly kind: 'password.common'; readonly service: string }
  /** The container of a service gets volumes at these paths that no Compose file names. */
  | { readonly kind: 'volumes.unnamed'; readonly service: string; readonly targets: readonly string[] };

/** What `down` removed and kept, by name. */
export type RemovalReport = Removal;
/** A volume without a telling name: which service mounted it, and where. */
export type UnnamedVolumeReport = Removal['unnamedVolumes'][number];

export type EngineFact =
  | { readonly kind: 'engine.connected'; readonly version: string }
  | { readonly kind: 'engine.lost'; readonly detail: string };

export type EffectFact =
  | { readonly kind: 'effect.started'; readonly effect: RunningEffect }
  | { readonly kind: 'effect.finished'; readonly effect: RunningEffect }
  /** An effect failed for a reason of the simulator's own. */
  | { readonly kind: 'effect.failed'; readonly effect: RunningEffect; readonly detail: string };

/** A change that a client or an `up` asks for. */
export type Wish = AskedFor | { readonly kind: 'up.requested' };

export type EventKind = Event['kind'];
export type EventOf<K extends EventKind> = Extract<Event, { kind: K }>;
