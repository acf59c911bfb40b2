/** Where the image of a service came from. */
export type ImageSource = 'present' | 'registry' | 'local-recipe' | 'built';

/** The image that serves one service. */
export interface ImageState {
  readonly state: 'unknown' | 'fetching' | 'ready' | 'unavailable';
  /** The reference that containers are created from. */
  readonly reference: string | undefined;
  readonly source: ImageSource | undefined;
  readonly digest: string | undefined;
  /** Last line of progress, or why it is unavailable. */
  readonly detail: string | undefined;
  readonly hint: string | undefined;
  readonly durationMs: number | undefined;
}
