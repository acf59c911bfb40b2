import { Agent, type RequestOptions, request } from 'node:http';

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Every so many requests are orders. */
const orderEvery = 4;

/** A customer who looks and orders at a constant rate over kept connections, whether or not the shop keeps up. */
export class Customer implements AsyncDisposable {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 256 });
  readonly #pending = new Set<Promise<void>>();
  readonly #failures: string[] = [];
  readonly #startedAt = performance.now();
  readonly #shop: string;
  #timer: NodeJS.Timeout | undefined;
  #token = '';
  #sent = 0;

  private constructor(shop: string) {
    this.#shop = shop;
  }

  static async begin(shop: string, perSecond: number): Promise<Customer> {
    const customer = new Customer(shop);
    const account = await customer.#post('/accounts', { name: 'Soak' });
    const token = await customer.#post('/tokens', JSON.parse(account.body));
    ({ token: customer.#token } = JSON.parse(token.body));
    // A timer may come late; the clock says how many are due.
    customer.#timer = setInterval(() => {
      const due = ((performance.now() - customer.#startedAt) / 1000) * perSecond;
      while (customer.#sent < due) customer.#send();
    }, 5);
    return customer;
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
    this.#sent += 1;
    const orders = this.#sent % orderEvery === 0;
    const sentAt = Math.round(performance.now() - this.#startedAt);
    const what = orders ? 'POST /orders' : 'GET /products';
    const fail = (why: string) => void this.#failures.push(`${what} after ${sentAt} ms: ${why}`);
    const answer = orders ? this.#order() : this.#call('/products?limit=3', { method: 'GET' });
    const done = answer.then(
      ({ status, body }) => {
        if (status >= 300) fail(`${status} ${body.slice(0, 200)}`);
      },
      (error: unknown) => fail(String(error)),
    );
    this.#pending.add(done);
    void done.then(() => this.#pending.delete(done));
  }

  /** The same order each time: the shop must answer, and has no stock to run out of. */
  #order(): Promise<Answer> {
    return this.#post(
      '/orders',
      { items: [{ productId: 1, quantity: 1 }] },
      { authorization: `Bearer ${this.#token}`, 'idempotency-key': 'soak' },
    );
  }

  #post(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const options = { method: 'POST', headers: { 'content-type': 'application/json', ...headers } };
    return this.#call(path, options, JSON.stringify(body));
  }

  #call(path: string, options: RequestOptions, body?: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const url = new URL(path, this.#shop);
      const call = request(url, { ...options, agent: this.#agent, timeout: 20_000 }, (response) => {
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
}
