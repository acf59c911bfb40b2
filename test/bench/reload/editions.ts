import { Agent } from 'node:http';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { edit } from '../../with-engine/fixtures/edit.ts';
import { get } from '../../with-engine/fixtures/load.ts';

const patienceMs = 120_000;
/** Often enough to see the answer come, and seldom enough that asking takes no core from the compiler. */
const pauseMs = 10;

/** The editions of one copy of catalog: each answer says by which edition of the source it was made. */
export class Editions {
  readonly #file: string;
  readonly #url: string;
  /** Nothing may come out of a cache that another run has filled. */
  readonly #run = Date.now().toString(36);
  #count = 0;
  #edition = '0';

  private constructor(file: string, url: string) {
    this.#file = file;
    this.#url = url;
  }

  /** Has catalog tell its edition. */
  static async begin(shop: string, url: string): Promise<Editions> {
    const file = join(shop, 'internal/catalog/http.go');
    await edit(
      file,
      ['type page struct {', 'const edition = "0"\n\ntype page struct {\n\tEdition string `json:"edition"`'],
      ['page{Products: products}', 'page{Edition: edition, Products: products}'],
    );
    return new Editions(file, url);
  }

  /** From the save of another edition to the first answer by it, in milliseconds. */
  async next(saved: () => Promise<void>): Promise<number> {
    this.#count += 1;
    const [before, after] = [this.#edition, `${this.#run}-${this.#count}`];
    this.#edition = after;
    const began = performance.now();
    await edit(this.#file, [`edition = "${before}"`, `edition = "${after}"`]);
    await saved();
    await this.answered();
    return performance.now() - began;
  }

  /** Asks again and again. */
  async answered(): Promise<void> {
    const agent = new Agent({ keepAlive: true });
    const wanted = `"edition":"${this.#edition}"`;
    const deadline = performance.now() + patienceMs;
    for (let body = ''; !body.includes(wanted); await delay(pauseMs)) {
      if (performance.now() > deadline) throw new Error(`${this.#url} never answered ${wanted}: ${body}`);
      body = await get(this.#url, agent).catch((error: unknown) => String(error));
    }
    agent.destroy();
  }
}
