/** Where the image of a service came from. */
export type ImageSource = 'present' | 'registry' | 'local-recipe' | 'built';

/** An image that is used in place of the named one: Go 1.26 in place of `golang:1.22`. */
export interface StandIn {
  /** The name in the Compose file or the Dockerfile. */
  readonly for: string;
  /** What it really is, for people: `PostgreSQL 13 of Debian bullseye`. */
  readonly by: string;
  /** The image that is used; `undefined` where what is used is no image, but the builder's own frontend. */
  readonly image: string | undefined;
}

/** The image that serves one service. */
export interface ImageState {
  readonly state: 'unknown' | 'fetching' | 'ready' | 'unavailable';
  /** The reference that containers are created from; while a newer `up` is looking for it, the one found before. */
  readonly reference: string | undefined;
  readonly source: ImageSource | undefined;
  readonly digest: string | undefined;
  /** The last line of progress, or why the image is unavailable. */
  readonly detail: string | undefined;
  readonly hint: string | undefined;
  readonly durationMs: number | undefined;
  /** When it was last asked for, in milliseconds since the epoch: by an `up`, or by a `start` of what was unavailable. */
  readonly asked: number;
  /** The images that stand in for others: the service's own, or bases of its build. */
  readonly standIns: readonly StandIn[];
}

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
