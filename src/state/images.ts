/** Where the image of a service came from. */
export type ImageSource = 'present' | 'registry' | 'local-recipe' | 'built';

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
}
