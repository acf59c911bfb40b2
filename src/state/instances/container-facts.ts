import type { ContainerObservation } from './container.js';

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
