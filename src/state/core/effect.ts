import type { CheckKind } from '../checks/checks.js';

/**
 * What `plan` asks for. `key` is unique among the effects in flight; nothing parses it. `cause` says for people why it is done.
 */
export type Effect = { readonly key: string; readonly cause: string } & (
  | {
      readonly kind: 'find-image';
      readonly service: string;
      /** The number of the `up` that asks, as in the image's state: an answer to an older one is ignored. */
      readonly asked: number;
    }
  | {
      readonly kind: 'create-container';
      readonly service: string;
      /** The container is made anew even where its declaration is the same, because it is no longer as it was made. */
      readonly anew: boolean;
    }
  /** `index` is `undefined` where only Compose can do it: it does it to all containers of the service. */
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
      /** Nobody has saved a file, so the listing gives way to containers that start meanwhile. */
      readonly gently: boolean;
    }
  | {
      readonly kind: 'build';
      readonly service: string;
      /** The declaration when the build was planned: where it has changed by the end, the service is built again. */
      readonly directory: string | undefined;
      readonly builtBy: string | undefined;
      readonly build: number;
      readonly files: readonly string[];
      readonly requestedAt: number;
      /** Where the binary equals this build's, the outcome is `unchanged`; `undefined`: every binary is swapped in. */
      readonly sameAs: number | undefined;
      /** Somebody asked for it by hand and may not trust kept binaries: it is compiled even where one would fit. */
      readonly forced: boolean;
    }
  | {
      readonly kind: 'swap';
      readonly service: string;
      readonly index: number;
      readonly build: number;
      /** Somebody chose this build; it is written to `current`, so that the next controller knows it too. */
      readonly pinned: boolean;
    }
  | {
      readonly kind: 'check';
      readonly service: string;
      readonly build: number;
      readonly checks: readonly CheckKind[];
    }
  /** Runs until it is cancelled; where it ends by itself it says why. */
  | { readonly kind: 'compose-watch'; readonly services: readonly string[] }
  | { readonly kind: 'remove-environment'; readonly volumes: boolean }
  /** Aborts the effect in flight whose key is `target`. */
  | { readonly kind: 'cancel'; readonly target: string }
);

export type EffectKind = Effect['kind'];
/** An effect that takes time and is in flight meanwhile; `cancel` is done at once. */
export type RunningEffect = Exclude<Effect, { readonly kind: 'cancel' }>;
export type EffectOf<K extends EffectKind> = Extract<Effect, { kind: K }>;

/** The effect that aborts one in flight. */
export function cancelOf({ key }: RunningEffect, cause: string): Effect {
  return { kind: 'cancel', key: `cancel:${key}`, cause, target: key };
}
