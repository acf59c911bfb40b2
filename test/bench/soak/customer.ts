import { Agent, request } from 'node:http';

/** One request. */
export interface Order {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Whoever asks at a constant rate over kept connections, whether or not they are answered in time. */
export class Customer implements AsyncDisposable {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 256 });
  readonly #pending = new Set<Promise<void>>();
  readonly #failures: string[] = [];
  readonly #startedAt = performance.now();
  readonly #orders: (count: number) => Order;
  readonly #timer: NodeJS.Timeout;
  #sent = 0;

  constructor(orders: (count: number) => Order, perSecond: number) {
    this.#orders = orders;
    // A timer may come late; the clock says how many are due.
    this.#timer = setInterval(() => {
      const due = ((performance.now() - this.#startedAt) / 1000) * perSecond;
      while (this.#sent < due) this.#send();
    }, 5);
  }

  /** Ends it, waits for what is under way, and tells. */
  async stop(): Promise<{ readonly requests: number; readonly failures: readonly string[] }> {
    clearInterval(this.#timer);
    await Promise.all(this.#pending);
    this.#agent.destroy();
    return { requests: this.#sent, failures: this.#failures };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #send(): void {
    const order = this.#orders(this.#sent);
    this.#sent += 1;
    const sentAt = Math.round(performance.now() - this.#startedAt);
    const fail = (why: string) =>
      void this.#failures.push(`${order.method} ${order.url.pathname} after ${sentAt} ms: ${why}`);
    const done = send(order, this.#agent).then(
      ({ status, body }) => {
        if (status >= 300) fail(`${status} ${body.slice(0, 200)}`);
      },
      (error: unknown) => fail(String(error)),
    );
    this.#pending.add(done);
    void done.then(() => this.#pending.delete(done));
  }
}

/** A POST of JSON. */
export function postOf(url: URL, body: unknown, headers: Readonly<Record<string, string>> = {}): Order {
  return {
    url,
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}

/** Sends one; whatever the answer is, it is one. */
export function send({ url, method, headers, body }: Order, agent?: Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { method, headers, timeout: 20_000, ...(agent === undefined ? {} : { agent }) };
    const call = request(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    call.once('timeout', () => call.destroy(new Error('no answer within 20 s')));
    call.once('error', reject);
    call.end(body);
  });
}
