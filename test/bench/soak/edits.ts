import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as passed } from 'node:timers/promises';
import { edit } from '../../engine/fixtures/edit.ts';
import { get } from '../../engine/fixtures/load.ts';
import { median } from '../pairs.ts';
import type { Controller } from './controller.ts';

const patienceMs = 120_000;
const pauseMs = 20;

/** The edits of a soak, in turns of five: plain, plain, a second one during the build, in a shared package, broken. */
export class Edits {
  readonly #catalog: string;
  readonly #shared: string;
  readonly #url: string;
  readonly #controller: Controller;
  /** Nothing may come out of a cache that another run has filled. */
  readonly #run = Date.now().toString(36);
  readonly #tookMs: number[] = [];
  #count = 0;
  /** What stands in the source, and what should answer: catalog's own edition and the shared one. */
  #edition = '"0"';
  #own = '0';
  #common = '0';
  #broken = 0;
  #valid = 0;
  #answered = 0;

  private constructor(root: string, shop: string, controller: Controller) {
    this.#catalog = join(root, 'sample-go-services/internal/catalog/http.go');
    this.#shared = join(root, 'sample-go-services/internal/jsonbody/edition.go');
    this.#url = new URL('/products?limit=3', shop).href;
    this.#controller = controller;
  }

  /** Has catalog tell its own edition and that of a package which most services share. */
  static async begin(root: string, shop: string, controller: Controller): Promise<Edits> {
    const edits = new Edits(root, shop, controller);
    await writeFile(edits.#shared, shared('0'));
    await edit(join(root, 'sample-go-services/internal/jsonbody/write.go'), [
      '\tw.WriteHeader(status)',
      '\tw.Header().Set("X-Edition", Edition)\n\tw.WriteHeader(status)',
    ]);
    await edit(
      edits.#catalog,
      ['type page struct {', 'const edition = "0"\n\ntype page struct {\n\tEdition string `json:"edition"`'],
      ['page{Products: products}', 'page{Edition: edition + "/" + jsonbody.Edition, Products: products}'],
    );
    await edits.#answers('0/0');
    await controller.settled();
    return edits;
  }

  async next(): Promise<void> {
    this.#count += 1;
    const kind = this.#count % 5;
    if (kind === 0) return this.#break();
    const began = performance.now();
    if (kind === 4) {
      this.#common = `${this.#run}-${this.#count}`;
      await writeFile(this.#shared, shared(this.#common));
    } else {
      await this.#save(`${this.#run}-${this.#count}`);
      if (kind === 3) {
        await this.#controller.until(({ catalog }) => catalog?.building !== undefined);
        await this.#save(`${this.#run}-${this.#count}-again`);
      }
    }
    this.#valid += 1;
    if (await this.#answers(`${this.#own}/${this.#common}`)) {
      this.#answered += 1;
      this.#tookMs.push(performance.now() - began);
    }
    if (kind === 4) await this.#controller.settled();
  }

  figures() {
    return {
      broken: this.#broken,
      valid: this.#valid,
      answered: this.#answered,
      medianEditMs: median(this.#tookMs),
    };
  }

  /** It does not compile: the build before goes on answering until the next edit. */
  async #break(): Promise<void> {
    this.#broken += 1;
    let before = 0;
    await this.#controller.until(({ catalog }) => {
      before = catalog?.nextNumber ?? 0;
      return true;
    });
    await this.#write('editionOfNothing');
    await this.#controller.until(
      ({ catalog }) =>
        catalog?.history.some(({ number, outcome }) => number >= before && outcome === 'failed') === true,
    );
  }

  async #save(edition: string): Promise<void> {
    this.#own = edition;
    await this.#write(`"${edition}"`);
  }

  async #write(edition: string): Promise<void> {
    await edit(this.#catalog, [`const edition = ${this.#edition}`, `const edition = ${edition}`]);
    this.#edition = edition;
  }

  /** Asks again and again; `false` where the newest never answers. */
  async #answers(edition: string): Promise<boolean> {
    const deadline = performance.now() + patienceMs;
    while (performance.now() < deadline) {
      const body = await get(this.#url).catch(() => '');
      if (body.includes(`"edition":"${edition}"`)) return true;
      await passed(pauseMs);
    }
    return false;
  }
}

function shared(edition: string): string {
  return `package jsonbody\n\n// Edition tells by which source an answer was made.\nconst Edition = "${edition}"\n`;
}
