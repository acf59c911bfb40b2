import type { LiveViews } from '../../../contract/live.js';
import type { ViewQueries } from '../../../contract/queries.js';
import { paint, type TerminalLook } from '../line/paint.js';
import type { DetailSource } from '../panels/detail.js';
import { type Picture, pictureOf } from '../picture.js';
import { drawScreen, type Screen, type ScreenShape } from '../screen.js';
import { onlyRatesChanged } from './change.js';
import type { ViewClock } from './clock.js';
import { LogTail, noLogs } from './log-tail.js';
import { type Intent, type Key, type LeaveReason, press } from './press.js';
import { RecentTraces } from './recent-traces.js';
import { firstViewState, type ViewState } from './view-state.js';

/** What a session asks for beyond the views: of one service, while its detail is shown. */
export type TerminalQueries = Pick<ViewQueries, 'logs' | 'traces'>;

/** What a session needs from outside. */
export interface SessionOptions {
  readonly live: LiveViews;
  readonly queries: TerminalQueries;
  readonly clock: ViewClock;
  readonly look: TerminalLook;
  readonly shape: ScreenShape;
  readonly remembered: 'leave' | 'stop' | undefined;
  readonly remember: (answer: 'leave' | 'stop') => void;
  /** Called once, when the view should end. */
  readonly leave: (reason: LeaveReason) => void;
  /** Called once, where drawing fails: a bug, to be told on a terminal that is the user's again. */
  readonly fail: (error: unknown) => void;
}

const tickMs = 1000;
// At most ten frames a second, whatever happens; a key shows at once.
const leastFrameMs = 100;

/** One user's look at an environment: turns changes, time and keys into painted lines. The only part of the view that waits for anything. */
export class TerminalSession implements Disposable {
  private view: ViewState = firstViewState;
  private shape: ScreenShape;
  private painted: readonly string[] = [];
  private screen: Screen = { lines: [], grid: [], page: 0 };
  private picture: Picture;
  private drawn: LiveViews['current'];
  private drawnAt = Number.NEGATIVE_INFINITY;
  private logs: LogTail | undefined;
  private traces: RecentTraces | undefined;
  private cancelPlanned: (() => void) | undefined;
  private left = false;
  private readonly listeners = new Set<() => void>();
  private readonly cleanups: (() => void)[] = [];

  constructor(private readonly options: SessionOptions) {
    const { live, clock, shape } = options;
    this.shape = shape;
    this.drawn = live.current;
    this.picture = pictureOf(live.current, clock.now());
    this.draw();
    this.cleanups.push(
      live.subscribe(() => this.environmentChanged()),
      clock.every(tickMs, () => this.tick()),
    );
  }

  /** The painted lines; the same list as long as nothing visible changed. */
  readonly frame = (): readonly string[] => this.painted;

  /** Calls `listener` when the frame is another one; the result ends it. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Takes a key; what it does shows at once. */
  press(key: Key): void {
    const { selected } = this.view;
    const logs = this.logs?.view ?? noLogs;
    const pressed = press(this.view, key, {
      grid: this.screen.grid,
      service: selected === undefined ? undefined : this.picture.services.get(selected),
      logs: { page: this.screen.page, first: logs.first, next: logs.first + logs.lines.length },
      goingDown: this.picture.environment.goal === 'down',
      remembered: this.options.remembered,
    });
    this.view = pressed.view;
    for (const intent of pressed.intents) this.follow(intent);
    this.draw();
  }

  /** The terminal has another size. */
  resize(columns: number, rows: number): void {
    this.shape = { ...this.shape, columns, rows };
    this.draw();
  }

  [Symbol.dispose](): void {
    this.left = true;
    this.cancelPlanned?.();
    this.logs?.[Symbol.dispose]();
    for (const cleanup of this.cleanups.reverse()) cleanup();
    this.listeners.clear();
  }

  private follow(intent: Intent): void {
    switch (intent.kind) {
      case 'wish':
        this.options.live.request(intent.wish);
        return;
      case 'remember':
        this.options.remember(intent.answer);
        return;
      case 'leave':
        this.leave(intent.reason);
        return;
      default:
        intent satisfies never;
    }
  }

  private leave(reason: LeaveReason): void {
    if (this.left) return;
    this.left = true;
    this.options.leave(reason);
  }

  private environmentChanged(): void {
    const { current } = this.options.live;
    if (current.environment.removed) this.leave('detach');
    if (!onlyRatesChanged(this.drawn, current)) this.plan();
  }

  private tick(): void {
    this.traces?.refresh();
    this.draw();
  }

  private readonly plan = (): void => {
    if (this.cancelPlanned !== undefined) return;
    const { clock } = this.options;
    const wait = Math.max(0, this.drawnAt + leastFrameMs - clock.now());
    this.cancelPlanned = clock.after(wait, () => this.draw());
  };

  private draw(): void {
    if (this.left) return;
    try {
      this.drawNow();
    } catch (error) {
      this.left = true;
      this.options.fail(error);
    }
  }

  private drawNow(): void {
    const { live, clock, look } = this.options;
    this.cancelPlanned?.();
    this.cancelPlanned = undefined;
    const now = clock.now();
    this.drawnAt = now;
    this.drawn = live.current;
    this.picture = pictureOf(live.current, now);
    this.selectSomething();
    this.screen = drawScreen(this.picture, this.view, this.detailSource(), this.shape);
    const painted = this.screen.lines.map((content) => paint(content, look));
    if (painted.length === this.painted.length && painted.every((text, row) => text === this.painted[row]))
      return;
    this.painted = painted;
    for (const listener of [...this.listeners]) listener();
  }

  /** Something is always selected, so that every key has a meaning: first where requests come in, and nothing that is scaled to 0. */
  private selectSomething(): void {
    const { nodes } = this.picture.topology;
    if (nodes.some(({ name }) => name === this.view.selected)) return;
    const runs = nodes.filter(({ name }) => this.picture.services.get(name)?.replicas.wanted !== 0);
    const entrance = runs.find(({ kind }) => kind === 'gateway') ?? runs[0] ?? nodes[0];
    this.view = { ...this.view, selected: entrance?.name, screen: 'main' };
  }

  /** Reads logs and traces of the service in the detail, and of no other. */
  private detailSource(): DetailSource | undefined {
    const { selected, screen, logEnd } = this.view;
    const name = screen === 'detail' ? selected : undefined;
    if (this.logs?.service !== name) {
      this.logs?.[Symbol.dispose]();
      this.logs = undefined;
      this.traces = undefined;
    }
    if (name === undefined) return undefined;
    this.logs ??= new LogTail(this.options.queries, name, this.plan);
    this.traces ??= new RecentTraces(this.options.queries, name, this.plan);
    return { name, logs: this.logs.view, logEnd, traces: this.traces.view };
  }
}
