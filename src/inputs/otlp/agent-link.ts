import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { messageOf } from '../../errors.js';
import { type AgentStatus, readStatusFrame } from './agent-status.js';
import { FrameParser, frameTypes } from './frames.js';

/** Where the agent listens, and the token that it expects first. */
export interface AgentAddress {
  readonly host: string;
  readonly port: number;
  readonly token: string;
}

/** There is no agent to connect to, and why. */
export interface AgentAway {
  readonly away: string;
}

/** What a link to the agent tells. */
export interface AgentLinkListener {
  /** Called when the agent has answered, with a status frame. */
  readonly onConnected: () => void;
  /** Called when the agent has gone, or has not answered for a while, and again where the reason changes. */
  readonly onLost: (detail: string) => void;
  readonly onStatus: (status: AgentStatus) => void;
  /** An `ExportTraceServiceRequest` in memory of its own. */
  readonly onTraces: (payload: Uint8Array<ArrayBuffer>) => void;
}

const delaysMs = [50, 100, 200, 500, 1000];
// An agent that has just been made does not answer yet, which is not reported for so many milliseconds.
const patienceMs = 10_000;

/**
 * Keeps a connection to the agent: connects, passes frames on, and connects again when the connection ends. `address` is called before each
 * attempt, because a restarted container has another port. Where it gives `to come` the agent is not made yet: that may take minutes while
 * images are built, and is not reported.
 */
export class AgentLink implements AsyncDisposable {
  readonly #address: () => AgentAddress | AgentAway | 'to come';
  readonly #listener: AgentLinkListener;
  readonly #closing = new AbortController();
  readonly #patienceMs: number;
  readonly #clock: () => number;
  /** Since when it could have answered. */
  #expectedSince: number;
  #state: 'trying' | 'connected' | 'lost' = 'trying';
  #lostBecause: string | undefined;
  #socket: Socket | undefined;
  #paused = false;
  #attempts = 0;
  readonly #running: Promise<void>;

  constructor(
    address: () => AgentAddress | AgentAway | 'to come',
    listener: AgentLinkListener,
    options: { readonly patienceMs?: number; readonly clock?: () => number } = {},
  ) {
    this.#address = address;
    this.#listener = listener;
    this.#patienceMs = options.patienceMs ?? patienceMs;
    this.#clock = options.clock ?? (() => performance.now());
    this.#expectedSince = this.#clock();
    this.#running = this.#run();
  }

  /** Stops reading, so that the agent keeps what can't be taken now; or goes on. */
  setPaused(paused: boolean): void {
    this.#paused = paused;
    if (paused) this.#socket?.pause();
    else this.#socket?.resume();
  }

  /** Ends the connection and tries no more; tells nothing after that. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    this.#socket?.destroy();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      const address = this.#address();
      if (address === 'to come') this.#expectedSince = this.#clock();
      else {
        const isAway = 'away' in address;
        const why = isAway ? address.away : await this.#talk(address);
        if (signal.aborted) return;
        this.#lose(why, isAway);
      }
      const waitMs = delaysMs[Math.min(this.#attempts++, delaysMs.length - 1)];
      // Aborting while waiting is how closing ends the wait, not a failure.
      await delay(waitMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** One connection from start to end; the result says how it ended. */
  #talk(address: AgentAddress): Promise<string> {
    return new Promise((resolve) => {
      const socket = connect({ host: address.host, port: address.port, noDelay: true });
      const frames = new FrameParser();
      let detail = 'it closed the connection';
      this.#socket = socket;
      socket.on('connect', () => {
        socket.write(`SIM/1 ${address.token}\n`);
        if (this.#paused) socket.pause();
      });
      socket.on('data', (chunk: Buffer) => {
        try {
          for (const frame of frames.push(chunk)) this.#hear(frame.type, frame.payload);
        } catch (error) {
          socket.destroy(error instanceof Error ? error : new Error(String(error)));
        }
      });
      socket.on('error', (error) => {
        detail = messageOf(error);
      });
      socket.on('close', () => {
        this.#socket = undefined;
        resolve(detail);
      });
    });
  }

  #hear(type: number, payload: Uint8Array<ArrayBuffer>): void {
    if (this.#closing.signal.aborted) return;
    // Docker's port proxy accepts connections for a container that listens to nothing: only a frame proves the agent.
    if (this.#state !== 'connected') {
      this.#state = 'connected';
      this.#attempts = 0;
      this.#listener.onConnected();
    }
    if (type === frameTypes.traces) this.#listener.onTraces(payload);
    if (type === frameTypes.status) {
      const status = readStatusFrame(payload);
      if (status !== undefined) this.#listener.onStatus(status);
    }
  }

  #lose(why: string, isAway: boolean): void {
    const waited = this.#clock() - this.#expectedSince >= this.#patienceMs;
    // What ends a connection differs from one attempt to the next; what keeps the agent away is worth telling.
    const isNews = this.#state === 'lost' && isAway && why !== this.#lostBecause;
    if (this.#state === 'connected' || (this.#state === 'trying' && waited) || isNews) {
      this.#state = 'lost';
      this.#lostBecause = why;
      this.#listener.onLost(why);
    }
  }
}
