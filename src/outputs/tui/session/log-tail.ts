import type { LogLine, ViewQueries } from '../../../contract/queries.js';
import { messageOf } from '../../../errors.js';

/** The last lines of one service. Lines are numbered from 0 on, so that a place in them stays where it is. */
export interface LogView {
  readonly lines: readonly LogLine[];
  /** Number of the first line that is still kept. */
  readonly first: number;
  readonly state: 'reading' | 'ended' | 'failed';
  /** Why it failed, or why lines are missing though it goes on. */
  readonly detail: string | undefined;
}

/** No line yet. */
export const noLogs: LogView = { lines: [], first: 0, state: 'reading', detail: undefined };

const kept = 2000;
const olderLines = 200;

/** Follows the log of a service until disposed; keeps the newest lines only. */
export class LogTail implements Disposable {
  private lines: LogLine[] = [];
  private first = 0;
  private state: LogView['state'] = 'reading';
  private detail: string | undefined;
  private readonly abort = new AbortController();

  constructor(
    queries: Pick<ViewQueries, 'logs'>,
    readonly service: string,
    private readonly changed: () => void,
  ) {
    void this.read(queries);
  }

  get view(): LogView {
    return { lines: this.lines, first: this.first, state: this.state, detail: this.detail };
  }

  [Symbol.dispose](): void {
    this.abort.abort();
  }

  private async read(queries: Pick<ViewQueries, 'logs'>): Promise<void> {
    const { signal } = this.abort;
    try {
      const query = { services: [this.service], tail: olderLines, since: undefined, follow: true };
      for await (const logLine of queries.logs(query, signal)) {
        if (signal.aborted) return;
        if ('remark' in logLine) {
          this.detail = logLine.remark;
          this.changed();
          continue;
        }
        this.lines.push(logLine);
        // Cut in larger pieces: moving two thousand lines for each new one would cost more than reading it.
        if (this.lines.length > kept * 1.5) {
          this.first += this.lines.length - kept;
          this.lines = this.lines.slice(-kept);
        }
        this.changed();
      }
      this.state = 'ended';
    } catch (error) {
      if (signal.aborted) return;
      this.state = 'failed';
      this.detail = messageOf(error);
    }
    this.changed();
  }
}
