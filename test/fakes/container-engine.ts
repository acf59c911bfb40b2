import type {
  ContainerEngine,
  ContainerEvent,
  EngineLogLine,
} from '../../src/adapters/docker/container-engine.js';
import { SimError } from '../../src/errors.js';
import type { ContainerObservation } from '../../src/state/instances/container.js';
import { isRunnerReport } from '../../src/state/instances/runner-line.js';
import { container } from './story.js';

/** An engine in memory: containers that start at once, events in order, a switch for its absence. */
export class FakeEngine implements ContainerEngine {
  readonly containers = new Map<string, ContainerObservation>();
  readonly calls: string[] = [];
  readonly written = new Map<string, EngineLogLine[]>();
  /** Containers whose logging driver keeps nothing. */
  readonly mute = new Set<string>();
  #away = false;
  /** The time of what happens next; a millisecond passes each time. */
  #at: number;
  readonly #streams = new Set<Channel<ContainerEvent>>();
  readonly #readers = new Map<string, Set<Channel<EngineLogLine>>>();

  constructor(at = 1) {
    this.#at = at;
  }

  /** A container that Compose has made. */
  create(service: string, changes: Partial<ContainerObservation> = {}): ContainerObservation {
    const made = container(service, { createdAt: this.#at++, ...changes });
    this.#set(made, 'create');
    return made;
  }

  change(id: string, changes: Partial<ContainerObservation>, action: string): void {
    const before = this.containers.get(id);
    if (before === undefined) throw new SimError('failed', `no such container: ${id}`);
    this.#set({ ...before, ...changes }, action);
  }

  destroy(id: string): void {
    const gone = this.containers.get(id);
    this.containers.delete(id);
    if (gone !== undefined) this.#tell({ action: 'destroy', id, service: gone.service, index: 1 });
  }

  write(id: string, text: string): void {
    const line: EngineLogLine = { at: this.#at++, stream: 'stdout', text };
    this.written.set(id, [...(this.written.get(id) ?? []), line]);
    for (const reader of this.#readers.get(id) ?? []) reader.push(line);
  }

  /** Every stream breaks and every call fails until it comes back. */
  setAway(away: boolean): void {
    this.#away = away;
    if (!away) return;
    for (const stream of this.#streams) stream.fail(lost());
    this.#streams.clear();
  }

  async version(): Promise<string> {
    this.#check();
    return '26.1.5';
  }

  async owners(): Promise<readonly string[]> {
    this.#check();
    return [];
  }

  async observeAll(): Promise<readonly ContainerObservation[]> {
    this.#check();
    return [...this.containers.values()];
  }

  async observe(id: string): Promise<ContainerObservation | undefined> {
    this.#check();
    this.calls.push(`observe ${id}`);
    return this.containers.get(id);
  }

  async events(signal: AbortSignal): Promise<AsyncIterable<ContainerEvent>> {
    this.#check();
    const stream = new Channel<ContainerEvent>();
    this.#streams.add(stream);
    signal.addEventListener('abort', () => stream.end(), { once: true });
    return stream;
  }

  async start(id: string): Promise<void> {
    this.#check();
    this.calls.push(`start ${id}`);
    this.change(id, { status: 'running', startedAt: this.#at++ }, 'start');
  }

  async stop(id: string): Promise<void> {
    this.#check();
    this.calls.push(`stop ${id}`);
    this.change(id, { status: 'exited', exitCode: 0, finishedAt: this.#at++ }, 'die');
    for (const reader of this.#readers.get(id) ?? []) reader.end();
  }

  async restart(id: string): Promise<void> {
    await this.stop(id);
    await this.start(id);
  }

  async kill(id: string, signal: string): Promise<void> {
    this.#check();
    this.calls.push(`kill ${id} ${signal}`);
  }

  async remove(id: string): Promise<void> {
    this.#check();
    this.calls.push(`remove ${id}`);
    this.destroy(id);
  }

  async exec(id: string, command: readonly string[]) {
    this.#check();
    this.calls.push(`exec ${id} ${command.join(' ')}`);
    return { exitCode: 0, stdout: '', stderr: '' };
  }

  async *logs(
    id: string,
    options: { readonly tail: number; readonly since: number | undefined; readonly follow: boolean },
    signal: AbortSignal,
  ): AsyncGenerator<EngineLogLine> {
    for await (const line of this.#lines(id, options, signal)) if (!isRunnerReport(line.text)) yield line;
  }

  async *reports(id: string, since: number, signal: AbortSignal): AsyncGenerator<string> {
    const range = { tail: Number.MAX_SAFE_INTEGER, since, follow: true };
    for await (const { text } of this.#lines(id, range, signal)) if (isRunnerReport(text)) yield text;
  }

  hide(): void {}

  mask(text: string): string {
    return text.replaceAll('hunter2', '••••••');
  }

  async *#lines(
    id: string,
    options: { readonly tail: number; readonly since: number | undefined; readonly follow: boolean },
    signal: AbortSignal,
  ): AsyncGenerator<EngineLogLine> {
    this.#check();
    if (this.mute.has(id)) {
      throw new SimError('log-unreadable', "the logging driver 'none' does not let its log be read");
    }
    const old = (this.written.get(id) ?? []).filter(({ at }) => at >= (options.since ?? 0));
    const channel = new Channel<EngineLogLine>();
    const readers = this.#readers.get(id) ?? new Set();
    this.#readers.set(id, readers.add(channel));
    signal.addEventListener('abort', () => channel.end(), { once: true });
    yield* options.tail === 0 ? [] : old.slice(-options.tail);
    if (options.follow && this.containers.get(id)?.status === 'running') yield* channel;
    readers.delete(channel);
  }

  async imageVolumes(): Promise<readonly string[]> {
    return [];
  }

  async volumesOfEngine(): Promise<ReadonlySet<string>> {
    return new Set();
  }

  async hasVolume(): Promise<boolean> {
    return false;
  }

  async removeAll({ volumes }: { readonly volumes: boolean }) {
    this.#check();
    const containers = [...this.containers.values()].map(({ name }) => name);
    for (const id of [...this.containers.keys()]) this.destroy(id);
    const data = ['sim-test_data'];
    const kept = { externalVolumes: [], unnamedVolumes: [] };
    return {
      containers,
      networks: [],
      volumes: volumes ? data : [],
      keptVolumes: volumes ? [] : data,
      ...kept,
    };
  }

  #set(changed: ContainerObservation, action: string): void {
    this.containers.set(changed.id, changed);
    this.#tell({ action, id: changed.id, service: changed.service, index: 1 });
  }

  #tell(event: ContainerEvent): void {
    for (const stream of this.#streams) stream.push(event);
  }

  #check(): void {
    if (this.#away) throw lost();
  }
}

function lost(): SimError {
  return new SimError('engine-lost', 'the engine does not answer (ECONNREFUSED)');
}

/** A queue that one reader awaits. */
class Channel<T> implements AsyncIterable<T> {
  readonly #items: T[] = [];
  #ended = false;
  #failure: unknown;
  #wake: () => void = () => undefined;

  push(item: T): void {
    this.#items.push(item);
    this.#wake();
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  fail(error: unknown): void {
    this.#failure = error;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      const item = this.#items.shift();
      if (item !== undefined) {
        yield item;
        continue;
      }
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#ended) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
