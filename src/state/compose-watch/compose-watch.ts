/** `docker compose watch` at work for services that are not rebuilt by us. */
export type ComposeWatchFact =
  | { readonly kind: 'compose-watch.started'; readonly services: readonly string[] }
  | {
      readonly kind: 'compose-watch.said';
      readonly service: string | undefined;
      readonly text: string;
    }
  /** By itself, or because it could not begin. */
  | {
      readonly kind: 'compose-watch.ended';
      readonly services: readonly string[];
      readonly detail: string;
    };

/** Whose `develop.watch` rules Compose was last asked to follow; it may have ended by itself since. */
export interface ComposeWatch {
  readonly services: readonly string[];
  /** The environment was declared anew since: the rules may be others. */
  readonly outdated: boolean;
}
