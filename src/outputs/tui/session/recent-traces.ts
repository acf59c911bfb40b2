import type { TraceSummary, ViewQueries } from '../../../contract/queries.js';

const limit = 5;

/** The newest traces of one service, asked for again on each `refresh` unless an answer is still due. */
export class RecentTraces {
  private traces: readonly TraceSummary[] = [];
  private asking = false;

  constructor(
    private readonly queries: Pick<ViewQueries, 'traces'>,
    readonly service: string,
    private readonly changed: () => void,
  ) {
    this.refresh();
  }

  get view(): readonly TraceSummary[] {
    return this.traces;
  }

  refresh(): void {
    if (this.asking) return;
    this.asking = true;
    this.queries
      .traces({ service: this.service, errorsOnly: false, limit })
      .then(
        (traces) => {
          this.traces = traces;
          this.changed();
        },
        // Traces are an extra here: without them the detail shows what it has.
        () => undefined,
      )
      .finally(() => {
        this.asking = false;
      });
  }
}
