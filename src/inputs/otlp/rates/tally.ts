import { HistogramBuilder, quantileMs } from '../../../state/traffic/histogram.js';
import { noRates } from '../../../state/traffic/rates.js';
import type { Rates } from '../../../state/traffic/traffic.js';
import type { Counts } from './summary.js';

/** One request; without a duration where it only waited. */
export interface Request {
  readonly error: boolean;
  readonly durationUs: number | undefined;
}

/** Counts that grow and shrink. Everything in it is a whole number, so what is added and taken out again leaves no trace. */
export class Tally {
  #count = 0;
  #errors = 0;
  readonly #durations = new HistogramBuilder();

  /** How many requests are in it. */
  get count(): number {
    return this.#count;
  }

  /** Counts one request. */
  addRequest({ error, durationUs }: Request): void {
    this.#count++;
    if (error) this.#errors++;
    if (durationUs !== undefined) this.#durations.add(durationUs);
  }

  /** Adds what was counted elsewhere. */
  add({ count, errors, durations }: Counts): void {
    this.#count += count;
    this.#errors += errors;
    this.#durations.merge(durations);
  }

  /** Takes out what was added before. */
  remove({ count, errors, durations }: Counts): void {
    this.#count -= count;
    this.#errors -= errors;
    this.#durations.subtract(durations);
  }

  /** What is in it now. */
  counts(): Counts {
    return { count: this.#count, errors: this.#errors, durations: this.#durations.build() };
  }

  /** The rates over so many seconds. */
  rates(seconds: number): Rates {
    if (this.#count === 0) return noRates;
    const durations = this.#durations.build();
    return {
      requestsPerSecond: this.#count / seconds,
      errorsPerSecond: this.#errors / seconds,
      p50Ms: quantileMs(durations, 0.5),
      p95Ms: quantileMs(durations, 0.95),
      p99Ms: quantileMs(durations, 0.99),
    };
  }
}
