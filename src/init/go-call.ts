/** How Go is called: with the variables of the user who typed the command. */
export interface GoCall {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute: Sim's own folder, where the survey's source lies. */
  readonly root: string;
  readonly signal: AbortSignal;
}
