import type { Wish as AskedFor } from '../../contract/requests.js';
import type { Removal } from '../../contract/views.js';
import type { Environment } from '../../environment/environment.js';
import type { BuildFact } from '../builds/builds.js';
import type { CheckFact } from '../checks/checks.js';
import type { ComposeWatchFact } from '../compose-watch/compose-watch.js';
import type { ConfigFact } from '../configuration/configuration.js';
import type { ImageSource, StandIn } from '../images/images.js';
import type { ContainerObservation } from '../instances/container.js';
import type { TrafficRates } from '../traffic/traffic.js';
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
  | { readonly kind: 'traffic.measured'; readonly rates: TrafficRates }
  | { readonly kind: 'agent.connected' }
  | { readonly kind: 'agent.lost'; readonly detail: string }
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

export type ImageFact =
  | { readonly kind: 'image.progressed'; readonly service: string; readonly text: string }
  | {
      readonly kind: 'image.found';
      readonly service: string;
      readonly reference: string;
      readonly source: ImageSource;
      readonly digest: string | undefined;
      readonly durationMs: number;
      readonly standIns?: readonly StandIn[] | undefined;
      /** The number of the `up` that it answers, as in the effect; absent: the newest. */
      readonly asked?: number;
    }
  | {
      readonly kind: 'image.unavailable';
      readonly service: string;
      readonly detail: string;
      readonly hint: string;
      readonly asked?: number;
    };

export type ContainerFact =
  /** Compose has made a service's containers as declared, `scale` of them (absent: as many as wanted). */
  | {
      readonly kind: 'container.created';
      readonly service: string;
      readonly durationMs: number;
      readonly scale?: number | undefined;
    }
  /** Compose could not make the containers of a service; `detail`: the engine's own words. */
  | { readonly kind: 'container.create-failed'; readonly service: string; readonly detail: string }
  /** Services of which containers exist and that are no longer declared. */
  | { readonly kind: 'containers.orphaned'; readonly services: readonly string[] }
  | { readonly kind: 'container.observed'; readonly container: ContainerObservation }
  | { readonly kind: 'container.removed'; readonly service: string; readonly id: string }
  /** A container could not be started; `index` absent: Compose could not start all those of the service that did not run. */
  | {
      readonly kind: 'container.start-failed';
      readonly service: string;
      readonly index?: number | undefined;
      readonly detail: string;
    }
  /** The last log lines of a container in trouble, control sequences stripped; without `index` the last words about the service's image. */
  | {
      readonly kind: 'container.evidence-found';
      readonly service: string;
      readonly index?: number | undefined;
      readonly lines: readonly string[];
    };

export type EffectFact =
  | { readonly kind: 'effect.started'; readonly effect: RunningEffect }
  | { readonly kind: 'effect.finished'; readonly effect: RunningEffect }
  /** An effect failed for a reason of the simulator's own. */
  | { readonly kind: 'effect.failed'; readonly effect: RunningEffect; readonly detail: string };

/** A change that a client or an `up` asks for. */
export type Wish = AskedFor | { readonly kind: 'up.requested' };

export type EventKind = Event['kind'];
export type EventOf<K extends EventKind> = Extract<Event, { kind: K }>;
