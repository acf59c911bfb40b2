import { writeFile } from 'node:fs/promises';
import { setTimeout as passed } from 'node:timers/promises';
import { edit } from '../../with-engine/fixtures/edit.ts';
import { get } from '../../with-engine/fixtures/load.ts';
import { median } from '../pairs.ts';
import type { Controller } from './controller.ts';
import type { Subject } from './subject.ts';

const patienceMs = 120_000;
const pauseMs = 20;

/** The edits of a soak, in turns of five: plain, plain, a second one during the build, in a shared package, broken. */
export class Edits {
  readonly #subject: Subject;
  readonly #url: string;
  readonly #controller: Controller;
  /** Nothing may come out of a cache that another run has filled. */
  readonly #run = Date.now().toString(36);
  readonly #tookMs: number[] = [];
  #count = 0;
  /** What stands in the source, and what should answer: the service's own edition and the shared one. */
  #edition = '"0"';
  #own = '0';
  #common = '0';
  #broken = 0;
  #valid = 0;
  #answered = 0;

  private constructor(subject: Subject, url: string, controller: Controller) {
    this.#subject = subject;
    this.#url = url;
    this.#controller = controller;
  }

  /** Resolves when the first edition answers. */
  static async begin(subject: Subject, url: string, controller: Controller): Promise<Edits> {
    const edits = new Edits(subject, url, controller);
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
      await writeFile(this.#subject.shared.file, this.#subject.shared.text(this.#common));
    } else {
      await this.#save(`${this.#run}-${this.#count}`);
      if (kind === 3) {
        await this.#controller.until(
          ({ [this.#subject.service]: one }) => one?.builds[0]?.outcome === 'building',
        );
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
    const { service } = this.#subject;
    this.#broken += 1;
    let before = 0;
    await this.#controller.until(({ [service]: one }) => {
      before = 1 + Math.max(0, ...(one?.builds.map(({ number }) => number) ?? []));
      return true;
    });
    await this.#write('editionOfNothing');
    await this.#controller.until(
      ({ [service]: one }) =>
        one?.builds.some(({ number, outcome }) => number >= before && outcome === 'failed') === true,
    );
  }

  async #save(edition: string): Promise<void> {
    this.#own = edition;
    await this.#write(`"${edition}"`);
  }

  async #write(edition: string): Promise<void> {
    await edit(this.#subject.own, [`const edition = ${this.#edition}`, `const edition = ${edition}`]);
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
