/** What the user is looking at; says nothing of the environment. */
export interface ViewState {
  readonly screen: 'main' | 'detail';
  readonly overlay: 'none' | 'help' | 'leave';
  readonly selected: string | undefined;
  readonly asList: boolean;
  /** Number of the log line after the last one shown; `undefined` follows the newest. */
  readonly logEnd: number | undefined;
}

/** How a view begins. */
export const firstViewState: ViewState = {
  screen: 'main',
  overlay: 'none',
  selected: undefined,
  asList: false,
  logEnd: undefined,
};
