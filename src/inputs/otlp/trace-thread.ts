import type { Worker } from 'node:worker_threads';
import type {
  Answer,
  Trace,
  TraceQuery,
  TraceSummary,
  TrafficItem,
  TrafficQuery,
} from '../../queries/queries.js';
import type { TraceSource } from '../../queries/trace-queries.js';
import type { TrafficSource } from '../../queries/traffic-queries.js';
import { type Addresses, sameAddresses } from '../../state/topology/addresses.js';
import type { TrafficRates } from '../../state/traffic/traffic.js';
import { startWorker } from './worker-file.js';
import type { WorkerAnswer, WorkerReply, WorkerRequest } from './worker-messages.js';

interface Waiting {
  readonly resolve: (answer: WorkerAnswer) => void;
  readonly reject: (error: Error) => void;
}

/** What a trace thread tells on its own. */
export interface TraceThreadListener {
  readonly onRates: (rates: TrafficRates) => void;
  /** Called when more is waiting than the thread can take (`true`: stop sending), and when it has caught up (`false`: go on). */
  readonly onPressure: (tooMuch: boolean) => void;
  /** Called when the thread has ended by a bug. */
  readonly onFailure: (error: Error) => void;
}

const tooMuchBytes = 16 * 1024 * 1024;

/**
 * The trace reader in a thread of its own, which starts when there is something to read or to ask; payloads are handed over without
 * a copy.
 */
export class TraceThread implements TraceSource, TrafficSource, AsyncDisposable {
  #worker: Worker | undefined;
  readonly #listener: TraceThreadListener;
  readonly #waiting = new Map<number, Waiting>();
  #addresses: Addresses = {};
  #nextId = 1;
  #unreadBytes = 0;
  #ended: Error | undefined;

  constructor(listener: TraceThreadListener) {
    this.#listener = listener;
  }

  /** Spans are seen from now on: rates divide by no time before that. */
  watch(): void {
    this.#say({ kind: 'watching', sees: true });
  }

  /** Spans are missed from now on; does nothing where none was ever seen. */
  lookAway(): void {
    if (this.#worker !== undefined) this.#say({ kind: 'watching', sees: false });
  }

  /** Hands over an `ExportTraceServiceRequest`; its memory is gone from this thread afterwards. */
  accept(payload: Uint8Array<ArrayBuffer>): void {
    if (this.#ended !== undefined) return;
    this.#unread(payload.byteLength);
    this.#say({ kind: 'payload', payload }, [payload.buffer]);
  }

  /** Notes spans that the agent lost. */
  addDropped(count: number): void {
    this.#say({ kind: 'dropped', count });
  }

  /** Says who is behind which address or name; the same as before is nothing to tell. */
  setAddresses(addresses: Addresses): void {
    if (sameAddresses(addresses, this.#addresses)) return;
    this.#addresses = addresses;
    if (this.#worker !== undefined) this.#say({ kind: 'addresses', addresses });
  }

  /** The kept traces, newest first. */
  async traces(query: TraceQuery): Promise<readonly TraceSummary[]> {
    const answer = await this.#ask((id) => ({ kind: 'traces', id, query }));
    return answer.kind === 'traces' ? answer.traces : [];
  }

  /** One kept trace. */
  async trace(traceId: string): Promise<Trace | undefined> {
    const answer = await this.#ask((id) => ({ kind: 'trace', id, traceId }));
    return answer.kind === 'trace' ? answer.trace : undefined;
  }

  /** What was counted in a range of time. */
  async traffic(query: TrafficQuery): Promise<Answer<TrafficItem>> {
    const answer = await this.#ask((id) => ({ kind: 'traffic', id, query }));
    if (answer.kind !== 'traffic')
      throw new Error(`asked for traffic, the trace reader answered ${answer.kind}`);
    return answer.answer;
  }

  /** Ends the thread; open questions fail. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#end(new Error('the trace reader was closed'));
    await this.#worker?.terminate();
  }

  #say(request: WorkerRequest, transfer: ArrayBuffer[] = []): void {
    if (this.#ended === undefined) this.#running().postMessage(request, transfer);
  }

  #running(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = startWorker();
    this.#worker = worker;
    worker.on('message', (reply: WorkerReply) => this.#hear(reply));
    worker.on('error', (error: Error) => {
      this.#end(error);
      this.#listener.onFailure(error);
    });
    worker.postMessage({ kind: 'addresses', addresses: this.#addresses } satisfies WorkerRequest);
    return worker;
  }

  #ask(question: (id: number) => WorkerRequest): Promise<WorkerAnswer> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#say(question(id));
    });
  }

  #hear(reply: WorkerReply): void {
    switch (reply.kind) {
      case 'rates':
        this.#listener.onRates(reply.rates);
        return;
      case 'consumed':
        this.#unread(-reply.bytes);
        return;
      case 'answer':
        this.#waiting.get(reply.id)?.resolve(reply.answer);
        this.#waiting.delete(reply.id);
        return;
      case 'refused':
        this.#waiting.get(reply.id)?.reject(new Error(reply.detail));
        this.#waiting.delete(reply.id);
        return;
    }
  }

  #unread(bytes: number): void {
    const before = this.#unreadBytes > tooMuchBytes;
    this.#unreadBytes += bytes;
    const after = this.#unreadBytes > tooMuchBytes;
    if (before !== after) this.#listener.onPressure(after);
  }

  #end(error: Error): void {
    this.#ended ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }
}
