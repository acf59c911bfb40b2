/** One error of the compiler, or of a start. Paths are relative to the environment's root. */
export interface BuildError {
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly column: number | undefined;
  readonly message: string;
  /** Source lines around it: `[number, text]`. */
  readonly excerpt: readonly (readonly [number, string])[];
}
