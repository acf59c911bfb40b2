import { get } from '../../with-engine/fixtures/load.ts';

/** What the load generator saw of a period, as it tells it. */
export interface LoadFigures {
  readonly seconds: number;
  readonly requests: number;
  readonly errors: number;
  readonly skipped: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

/** The shop's own load generator, over its control port. */
export class Load {
  readonly #address: string;

  constructor(address: string) {
    this.#address = address;
  }

  async rate(perSecond: number): Promise<void> {
    await this.#send('PUT', '/rate', { perSecond });
  }

  /** Begins a measurement: all that was seen before is forgotten. */
  async begin(): Promise<void> {
    await this.#send('DELETE', '/stats');
  }

  async figures(): Promise<LoadFigures> {
    const text = await get(new URL('/stats', this.#address).href);
    // The shape is that of loadgen's Figures, of this very checkout.
    return (JSON.parse(text) as { readonly sinceStart: LoadFigures }).sinceStart;
  }

  async #send(method: string, path: string, body?: unknown): Promise<void> {
    const response = await fetch(new URL(path, this.#address), {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  }
}
