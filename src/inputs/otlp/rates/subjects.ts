import type { TrafficSubject } from '../../../queries/queries.js';

/** What histograms are kept for: a service's are those of its operations together. */
export type KeptSubject = Extract<TrafficSubject, { readonly kind: 'operation' | 'edge' }>;

interface Known {
  readonly number: number;
  readonly key: string;
  readonly subject: KeptSubject;
  /** In how many slots it is counted. */
  slots: number;
}

// What an entry costs beside its text, as measured on a heap of them.
const bytesPerSubject = 250;

/** Gives every subject that is counted a small number, which it keeps as long as a slot counts it. */
export class Subjects {
  readonly #byKey = new Map<string, Known>();
  readonly #byNumber = new Map<number, Known>();
  #next = 1;
  #bytes = 0;

  /** About how much memory is in use. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The number of a subject that one more slot counts. */
  enter(subject: KeptSubject): number {
    const key = keyOf(subject);
    let known = this.#byKey.get(key);
    if (known === undefined) {
      known = { number: this.#next++, key, subject, slots: 0 };
      this.#byKey.set(key, known);
      this.#byNumber.set(known.number, known);
      this.#bytes += bytesOf(known);
    }
    known.slots++;
    return known.number;
  }

  /** The number of a subject that is known; `undefined` where no slot counts it. */
  numberOf(subject: KeptSubject): number | undefined {
    return this.#byKey.get(keyOf(subject))?.number;
  }

  /** The subject with a number; throws for a number that no subject has. */
  subjectOf(number: number): KeptSubject {
    const known = this.#byNumber.get(number);
    if (known === undefined) throw new RangeError(`no subject has the number ${number}`);
    return known.subject;
  }

  /** One slot less counts the subject; its number is free once no slot does. */
  leave(number: number): void {
    const known = this.#byNumber.get(number);
    if (known === undefined || --known.slots > 0) return;
    this.#byKey.delete(known.key);
    this.#byNumber.delete(number);
    this.#bytes -= bytesOf(known);
  }
}

function keyOf(subject: KeptSubject): string {
  return subject.kind === 'operation'
    ? `o\n${subject.service}\n${subject.operation}`
    : `e\n${subject.from}\n${subject.to}`;
}

function bytesOf({ key }: Known): number {
  return bytesPerSubject + 2 * key.length;
}
