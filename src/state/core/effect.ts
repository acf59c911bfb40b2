import type { CheckKind } from '../checks/checks.js';

/** What `plan` asks for. `key` tells it from every other one while it is in flight, and is read by nobody; `cause` is for people. */
export type Effect = { readonly key: string; readonly cause: string } & (
  | {
      readonly kind: 'find-image';
      readonly service: string;
      /** As in the image's state, so that it is known which command an answer is for. */
      readonly asked: number;
    }
  | {
      readonly kind: 'create-container';
      readonly service: string;
      /** Also where Compose finds nothing to change: the declaration is the same, and the container is not as it was made. */
      readonly anew: boolean;
    }
  /** `index` is `undefined` where only Compose can do it, which does it to all containers of the service. */
  | { readonly kind: 'start-container'; readonly service: string; readonly index: number | undefined }
  | { readonly kind: 'stop-container'; readonly service: string; readonly index: number | undefined }
  | { readonly kind: 'restart-container'; readonly service: string; readonly index: number }
  | {
      readonly kind: 'gather-evidence';
      readonly service: string;
      readonly index: number;
      readonly containerId: string;
    }
  | {
      readonly kind: 'list-packages';
      readonly services: readonly string[];
      /** Nobody has saved anything: it gives way to the containers that start meanwhile. */
      readonly gently: boolean;
    }
  | {
      readonly kind: 'build';
      readonly service: string;
      /** As they were declared when it was planned: what is declared otherwise meanwhile is built again. */
      readonly directory: string | undefined;
      readonly builtBy: string | undefined;
      readonly build: number;
      readonly files: readonly string[];
      readonly requestedAt: number;
      /** A binary equal to this build's is nothing new; `undefined`: whatever comes out is swapped in. */
      readonly sameAs: number | undefined;
      /** Somebody asked for it by hand, and may not trust what was built before: it is compiled, whatever is there. */
      readonly forced: boolean;
    }
  | {
      readonly kind: 'swap';
      readonly service: string;
      readonly index: number;
      readonly build: number;
      /** Somebody chose it: whoever reads `current` later must know. */
      readonly pinned: boolean;
    }
  | {
      readonly kind: 'check';
      readonly service: string;
      readonly build: number;
      readonly checks: readonly CheckKind[];
    }
  /** Goes on until it is cancelled, or ends by itself and says why. */
  | { readonly kind: 'compose-watch'; readonly services: readonly string[] }
  | { readonly kind: 'remove-environment'; readonly volumes: boolean }
  /** Aborts the effect in flight whose key is `target`. */
  | { readonly kind: 'cancel'; readonly target: string }
);

export type EffectKind = Effect['kind'];
/** What can be in flight: `cancel` is done at once. */
export type RunningEffect = Exclude<Effect, { readonly kind: 'cancel' }>;
export type EffectOf<K extends EffectKind> = Extract<Effect, { kind: K }>;

/** Asks for the end of an effect that is under way. */
export function cancelOf({ key }: RunningEffect, cause: string): Effect {
  return { kind: 'cancel', key: `cancel:${key}`, cause, target: key };
}
