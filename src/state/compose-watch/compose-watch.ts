/** What `docker compose watch` does for services that Sim does not rebuild. */
export type ComposeWatchFact =
  | { readonly kind: 'compose-watch.started'; readonly services: readonly string[] }
  | {
      readonly kind: 'compose-watch.said';
      readonly service: string | undefined;
      readonly text: string;
    }
  /** It ended by itself, or could not begin. */
  | {
      readonly kind: 'compose-watch.ended';
      readonly services: readonly string[];
      readonly detail: string;
    };

/** The services whose `develop.watch` rules Compose was last asked to follow. Compose may have ended by itself since. */
export interface ComposeWatch {
  readonly services: readonly string[];
  /** Whether the environment was declared anew since, so that the rules may have changed. */
  readonly outdated: boolean;
}
