import type { ViewClock } from '../../../src/outputs/tui/session/clock.js';

interface Timer {
  due: number;
  readonly everyMs: number | undefined;
  readonly run: () => void;
}

/** A clock that goes on only when told to, timers included. */
export class FakeClock implements ViewClock {
  private readonly timers = new Set<Timer>();

  constructor(private time: number) {}

  now(): number {
    return this.time;
  }

  every(ms: number, run: () => void): () => void {
    return this.add({ due: this.time + ms, everyMs: ms, run });
  }

  after(ms: number, run: () => void): () => void {
    return this.add({ due: this.time + ms, everyMs: undefined, run });
  }

  /** Time passes; whatever falls due runs, in order. */
  pass(ms: number): void {
    const end = this.time + ms;
    for (let next = this.nextDue(end); next !== undefined; next = this.nextDue(end)) {
      this.time = next.due;
      if (next.everyMs === undefined) this.timers.delete(next);
      else next.due += next.everyMs;
      next.run();
    }
    this.time = end;
  }

  /** How many timers wait. */
  get waiting(): number {
    return this.timers.size;
  }

  private nextDue(end: number): Timer | undefined {
    return [...this.timers].filter(({ due }) => due <= end).sort((a, b) => a.due - b.due)[0];
  }

  private add(timer: Timer): () => void {
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }
}
