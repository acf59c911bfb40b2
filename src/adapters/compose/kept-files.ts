/** The names of all `KeptText`s: the root file of our stacks, and what came by standard input. */
export const keptNames = ['compose.yaml', 'stdin.yaml'] as const;

/** A text that is read again by each later run of Compose, and where it is kept for that. */
export interface KeptText {
  /** Absolute. */
  readonly file: string;
  readonly text: string;
}
