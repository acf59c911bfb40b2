import { SimError } from '../../errors.js';
import type { ContainerObservation, Health } from '../../state/instances/container.js';
import { Queue } from '../queue.js';
import type { OutputLine, OutputRange } from '../runtime.js';
import type { Timers } from './timers.js';

/** What the process of a service does once it is started, for tests. Times are milliseconds. */
export interface MemoryService {
  /** When its health check passes after the start; absent: it has none; `Infinity`: never. */
  readonly healthyAfterMs?: number;
  /** When it ends by itself, and with which code; absent: it runs until it is ended. */
  readonly ends?: { readonly afterMs: number; readonly code: number };
  /** How long it takes to end when it is asked to; absent: 0. */
  readonly stopMs?: number;
  /** As in Compose: `no` where absent. */
  readonly restart?: 'no' | 'always' | 'unless-stopped' | 'on-failure';
  /** The ports at which it listens; each is published at a free one. */
  readonly ports?: readonly number[];
  /** What it writes when it begins. */
  readonly says?: readonly string[];
  readonly exec?: (command: readonly string[]) => { readonly exitCode: number; readonly stdout: string };
}

/** The first pause before a restart by policy, as the engine's; each further one is twice as long. */
const firstPauseMs = 100;

/** A container that exists only as what an engine would report of it. */
export class MemoryContainer {
  readonly lines: OutputLine[] = [];
  /** Signals that its process got and that did not end it. */
  readonly signals: string[] = [];
  #state: ContainerObservation;
  readonly #service: MemoryService;
  readonly #timers: Timers;
  readonly #changed: (container: MemoryContainer) => void;
  readonly #readers = new Set<Queue<OutputLine>>();
  readonly #pending: (() => void)[] = [];
  /** Resolves the promises of those that wait for its end. */
  readonly #ended: (() => void)[] = [];

  constructor(
    made: ContainerObservation,
    {
      service,
      timers,
      changed,
    }: {
      readonly service: MemoryService;
      readonly timers: Timers;
      readonly changed: (container: MemoryContainer) => void;
    },
  ) {
    this.#state = made;
    this.#service = service;
    this.#timers = timers;
    this.#changed = changed;
  }

  get state(): ContainerObservation {
    return this.#state;
  }

  get isRunning(): boolean {
    return this.#state.status === 'running';
  }

  start(): void {
    if (this.isRunning) return;
    const { healthyAfterMs, ends, says = [] } = this.#service;
    const health: Health = healthyAfterMs === undefined ? 'none' : 'starting';
    this.#cancel();
    this.#set({ status: 'running', health, startedAt: this.#timers.now, exitCode: 0, error: undefined });
    for (const text of says) this.write(text);
    if (healthyAfterMs !== undefined && Number.isFinite(healthyAfterMs)) {
      this.#later(healthyAfterMs, () => this.#set({ health: 'healthy' }));
    }
    if (ends !== undefined) this.#later(ends.afterMs, () => this.fail(ends.code));
  }

  /** Its process ends by itself; the restart policy decides whether it comes back. */
  fail(exitCode: number): void {
    if (!this.isRunning) return;
    const { restart = 'no' } = this.#service;
    const comesBack = restart === 'on-failure' ? exitCode !== 0 : restart !== 'no';
    this.#end(exitCode, comesBack ? 'restarting' : 'exited');
    if (!comesBack) return;
    this.#later(firstPauseMs * 2 ** this.#state.restarts, () => {
      this.#set({ restarts: this.#state.restarts + 1 });
      this.start();
    });
  }

  /** Ends it because somebody asked for it: no policy brings it back. Resolves when it has ended. */
  stop(): Promise<void> {
    if (this.#state.status === 'restarting') this.#end(this.#state.exitCode ?? 0, 'exited');
    if (!this.isRunning) return Promise.resolve();
    return new Promise((resolve) => {
      this.#ended.push(resolve);
      const end = () => this.#end(0, 'exited');
      const { stopMs = 0 } = this.#service;
      if (stopMs === 0) end();
      else this.#later(stopMs, end);
    });
  }

  signal(name: string): void {
    if (!this.isRunning) throw new SimError('failed', `container ${this.#state.name} is not running`);
    if (name === 'SIGKILL') this.#end(137, 'exited');
    else this.signals.push(name);
  }

  exec(command: readonly string[]): { readonly exitCode: number; readonly stdout: string } {
    return this.#service.exec?.(command) ?? { exitCode: 127, stdout: '' };
  }

  write(text: string): void {
    const line: OutputLine = { at: this.#timers.now, stream: 'stdout', text };
    this.lines.push(line);
    for (const reader of this.#readers) reader.push(line);
  }

  /** The lines that it has written and, with `follow`, those that it writes until it ends or `signal` aborts. */
  async *read({ tail, since = 0, follow }: OutputRange, signal: AbortSignal): AsyncGenerator<OutputLine> {
    const old = this.lines.filter(({ at }) => at >= since);
    const reader = new Queue<OutputLine>();
    this.#readers.add(reader);
    const end = () => reader.end();
    signal.addEventListener('abort', end, { once: true });
    if (!follow || !this.isRunning || signal.aborted) end();
    try {
      if (tail > 0) yield* old.slice(-tail);
      yield* reader;
    } finally {
      signal.removeEventListener('abort', end);
      this.#readers.delete(reader);
    }
  }

  #end(exitCode: number, status: 'exited' | 'restarting'): void {
    this.#cancel();
    this.#set({ status, exitCode, finishedAt: this.#timers.now });
    for (const reader of this.#readers) reader.end();
    for (const resolve of this.#ended.splice(0)) resolve();
  }

  /** It is removed, running or not. */
  remove(): void {
    this.#end(this.#state.exitCode ?? 137, 'exited');
  }

  #later(ms: number, act: () => void): void {
    this.#pending.push(this.#timers.after(ms, act));
  }

  #cancel(): void {
    for (const cancel of this.#pending.splice(0)) cancel();
  }

  #set(changes: Partial<ContainerObservation>): void {
    this.#state = { ...this.#state, ...changes };
    this.#changed(this);
  }
}
