import { slotMs } from './summary-window.js';
import { keptSlots } from './traffic-history.js';

// An agent that comes and goes all the time must not fill an answer.
const maxGaps = 100;

interface Gap {
  readonly from: number;
  /** `undefined`: it goes on. */
  to: number | undefined;
}

/** Remembers when spans may have been missed, because a count of 0 then proves nothing. All times are milliseconds since the epoch. */
export class Gaps {
  readonly #gaps: Gap[] = [];
  readonly #lost: { readonly at: number; readonly spans: number }[] = [];

  /** The agent is away. */
  begin(at: number): void {
    if (this.#gaps.at(-1)?.to === undefined && this.#gaps.length > 0) return;
    this.#gaps.push({ from: at, to: undefined });
    if (this.#gaps.length > maxGaps) this.#gaps.shift();
  }

  /** The agent is there again. */
  end(at: number): void {
    const newest = this.#gaps.at(-1);
    if (newest !== undefined) newest.to ??= at;
  }

  /** Notes spans that were lost before they could be counted. */
  lose(spans: number, at: number): void {
    const oldest = at - keptSlots * slotMs;
    while (this.#lost[0] !== undefined && this.#lost[0].at < oldest) this.#lost.shift();
    this.#lost.push({ at, spans });
  }

  /** What is not known of a range of time, a sentence each, for people. */
  warnings(from: number, to: number): readonly string[] {
    const away = this.#gaps.filter((gap) => gap.from < to && (gap.to ?? Number.POSITIVE_INFINITY) > from);
    const spans = this.#lost
      .filter(({ at }) => at >= from && at < to)
      .reduce((sum, lost) => sum + lost.spans, 0);
    return [
      ...away.map(({ from: since, to: until }) =>
        until === undefined
          ? `the agent is away since ${words(since)}: spans of then may be missing`
          : `the agent was away from ${words(since)} to ${words(until)}: spans of then may be missing`,
      ),
      ...(spans > 0 ? [`lost before they could be counted: ${spans} spans`] : []),
    ];
  }
}

function words(at: number): string {
  return new Date(at).toISOString();
}
