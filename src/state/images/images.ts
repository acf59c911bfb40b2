/** Where the image of a service came from. */
export type ImageSource = 'present' | 'registry' | 'local-recipe' | 'built';

/** Something that is used in place of an image that was named: `golang:1.22` is served by Go 1.26. */
export interface StandIn {
  /** As it was named, in a Compose file or in a Dockerfile. */
  readonly for: string;
  /** What it really is, for people: `PostgreSQL 13 of Debian bullseye`. */
  readonly by: string;
  /** The image that is used; `undefined` where it is none: the builder's own frontend. */
  readonly image: string | undefined;
}

/** The image that serves one service. */
export interface ImageState {
  readonly state: 'unknown' | 'fetching' | 'ready' | 'unavailable';
  /** The reference that containers are created from; while another command asks again, the one of before. */
  readonly reference: string | undefined;
  readonly source: ImageSource | undefined;
  readonly digest: string | undefined;
  /** Last line of progress, or why it is unavailable. */
  readonly detail: string | undefined;
  readonly hint: string | undefined;
  readonly durationMs: number | undefined;
  /** When the command came that last asked for it: an `up`, or a `start` of what was unavailable. */
  readonly asked: number;
  /** What is not what was named: the image itself, or bases of its build. */
  readonly standIns: readonly StandIn[];
}
