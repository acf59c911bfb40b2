import type { LogLine, TraceSummary } from '../../../src/contract/queries.js';
import type { TerminalQueries } from '../../../src/outputs/tui/session/session.js';

/** Queries whose log lines are pushed by a test. */
export class FakeQueries implements TerminalQueries {
  readonly asked: string[] = [];
  readonly signals: AbortSignal[] = [];
  /** The reader has had every line and waits for more. */
  allRead = false;
  private readonly queue: LogLine[] = [];
  private wake: () => void = () => undefined;

  constructor(
    lines: readonly LogLine[] = [],
    private readonly known: readonly TraceSummary[] = [],
  ) {
    this.queue.push(...lines);
  }

  push(...lines: readonly LogLine[]): void {
    this.queue.push(...lines);
    this.wake();
  }

  async *logs(
    { services }: Parameters<TerminalQueries['logs']>[0],
    signal: AbortSignal,
  ): AsyncGenerator<LogLine> {
    this.asked.push(services?.join(',') ?? '*');
    this.signals.push(signal);
    while (!signal.aborted) {
      yield* this.queue.splice(0);
      const more = new Promise<void>((resolve) => {
        this.wake = resolve;
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      this.allRead = this.queue.length === 0;
      if (this.allRead) await more;
      this.allRead = false;
    }
  }

  traces(): Promise<readonly TraceSummary[]> {
    return Promise.resolve(this.known);
  }
}
