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
 * Everything that can happen. Facts are in the past tense, wishes end in `.requested`.
 * `at` is milliseconds since the epoch, taken where the event enters; nothing in `state` reads a clock.
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
  /** Its data are older than the passwords of this environment, and keep the one that all had before. */
  | { readonly kind: 'password.common'; readonly service: string }
  /** Its container gets volumes at these paths that no Compose file names. */
  | { readonly kind: 'volumes.unnamed'; readonly service: string; readonly targets: readonly string[] };

/** What `down` removed and kept, by name. */
export type RemovalReport = Removal;
/** A volume by what it was used for, where its name tells nothing. */
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
      /** Which command it answers, as in the effect; absent: the newest. */
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
  /** Compose has made sure that its containers are as declared, and `scale` of them (absent: as many as wanted). */
  | {
      readonly kind: 'container.created';
      readonly service: string;
      readonly durationMs: number;
      readonly scale?: number | undefined;
    }
  /** `detail`: the engine's own words about this container. */
  | { readonly kind: 'container.create-failed'; readonly service: string; readonly detail: string }
  /** Their containers are there, and what is declared now knows nothing of them. */
  | { readonly kind: 'containers.orphaned'; readonly services: readonly string[] }
  | { readonly kind: 'container.observed'; readonly container: ContainerObservation }
  | { readonly kind: 'container.removed'; readonly service: string; readonly id: string }
  /** `index` absent: Compose was to start all of the service that did not run. */
  | {
      readonly kind: 'container.start-failed';
      readonly service: string;
      readonly index?: number | undefined;
      readonly detail: string;
    }
  /** The last log lines of a container in trouble, control sequences stripped; without `index` what was said last of its image. */
  | {
      readonly kind: 'container.evidence-found';
      readonly service: string;
      readonly index?: number | undefined;
      readonly lines: readonly string[];
    };

export type EffectFact =
  | { readonly kind: 'effect.started'; readonly effect: RunningEffect }
  | { readonly kind: 'effect.finished'; readonly effect: RunningEffect }
  /** For a reason of the simulator's own. */
  | { readonly kind: 'effect.failed'; readonly effect: RunningEffect; readonly detail: string };

/** What is asked for: by a client, or by an `up`. */
export type Wish = AskedFor | { readonly kind: 'up.requested' };

export type EventKind = Event['kind'];
export type EventOf<K extends EventKind> = Extract<Event, { kind: K }>;
