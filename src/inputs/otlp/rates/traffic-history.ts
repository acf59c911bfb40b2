import { packSlot, type SlotCounts, unpackSlot } from './packed-slot.js';
import { type KeptSubject, Subjects } from './subjects.js';
import type { Counts, SlottedSummary } from './summary.js';
import { slotMs } from './summary-window.js';
import { Tally } from './tally.js';

/** How many slots are kept: an hour. */
export const keptSlots = 360;

/**
 * Spans come late: services send them every few seconds, and who called whom is sometimes known only six seconds later. Into so many
 * slots, the newest included, what comes is still counted.
 */
export const openSlots = 7;

/** How much memory the slots that are over may take. */
export const maxHistoryBytes = 32 * 1024 * 1024;

type OpenSlot = Map<number, Tally>;

/**
 * Counts and durations for each ten seconds of the last hour, by operation and edge. Requests count in the slot in which their span
 * ended; those that come more than a minute late, or from the future, in the slot in which they came. In which order they come makes no
 * difference. Where an hour needs too much memory, the oldest slots go first; the newest minute, which is still counted into, takes at most
 * another 40 MB, with ten thousand operations in each of its slots. Reads no clock: `wallMs` is the time since the epoch.
 */
export class TrafficHistory {
  readonly #maxBytes: number;
  readonly #subjects = new Subjects();
  readonly #open = new Map<number, OpenSlot>();
  readonly #packed = new Map<number, Uint8Array>();
  #packedBytes = 0;
  #firstKept: number;

  constructor(wallMs: number, maxBytes: number = maxHistoryBytes) {
    this.#firstKept = slotOf(wallMs);
    this.#maxBytes = maxBytes;
  }

  /** About how much memory the slots that are over, and all names, take. */
  get bytes(): number {
    return this.#packedBytes + this.#subjects.bytes;
  }

  /** The first slot of which all that was seen is kept. */
  get firstKept(): number {
    return this.#firstKept;
  }

  /** Takes in what was counted a moment ago. */
  add({ operations, edges }: SlottedSummary, wallMs: number): void {
    const newest = slotOf(wallMs);
    this.#forget(newest);
    for (const counts of operations) {
      const { service, operation } = counts;
      this.#count({ kind: 'operation', service, operation }, counts, counts.slot, newest);
    }
    for (const counts of edges) {
      const { from, to } = counts;
      this.#count({ kind: 'edge', from, to }, counts, counts.slot, newest);
    }
  }

  /** The counts of each slot from `first` to `last` that has any, with the subjects that they are counted for. */
  *slots(
    first: number,
    last: number,
    wallMs: number,
  ): Generator<{ readonly slot: number; readonly counts: readonly (readonly [KeptSubject, Counts])[] }> {
    this.#forget(slotOf(wallMs));
    const known = [...this.#packed.keys(), ...this.#open.keys()].sort(ascending);
    for (const slot of known) {
      if (slot < first || slot > last) continue;
      const counts = [...this.#countsOf(slot)];
      yield { slot, counts: counts.map(([number, each]) => [this.#subjects.subjectOf(number), each]) };
    }
  }

  #countsOf(slot: number): SlotCounts {
    const packed = this.#packed.get(slot);
    return packed === undefined ? countsIn(this.#open.get(slot) ?? new Map()) : unpackSlot(packed);
  }

  #count(subject: KeptSubject, counts: Counts, told: number, newest: number): void {
    const slot = told <= newest && told > newest - openSlots ? told : newest;
    const open = this.#open.get(slot) ?? this.#openAgain(slot);
    const number = this.#subjects.numberOf(subject);
    const known = number === undefined ? undefined : open.get(number);
    const tally = known ?? new Tally();
    tally.add(counts);
    if (known === undefined) open.set(this.#subjects.enter(subject), tally);
  }

  /** An empty slot, or the one that was over already before the clock was set back. */
  #openAgain(slot: number): OpenSlot {
    const open: OpenSlot = new Map();
    for (const [number, counts] of this.#countsOf(slot)) {
      const tally = new Tally();
      tally.add(counts);
      open.set(number, tally);
    }
    this.#unpacked(slot);
    this.#open.set(slot, open);
    return open;
  }

  /** Packs what is over, and lets go of what is older than an hour, too much, or in a future that a clock set back has left behind. */
  #forget(newest: number): void {
    for (const [slot, open] of this.#open) {
      if (slot > newest + openSlots) this.#drop(slot);
      else if (slot <= newest - openSlots) this.#pack(slot, open);
    }
    for (const slot of [...this.#packed.keys()].sort(ascending)) {
      if (slot <= newest - keptSlots || slot > newest + openSlots) this.#drop(slot);
      else if (this.bytes > this.#maxBytes) {
        this.#drop(slot);
        this.#firstKept = Math.max(this.#firstKept, slot + 1);
      }
    }
    this.#firstKept = Math.min(newest, Math.max(this.#firstKept, newest - keptSlots + 1));
  }

  #pack(slot: number, open: OpenSlot): void {
    const packed = packSlot(countsIn(open));
    this.#open.delete(slot);
    this.#packed.set(slot, packed);
    this.#packedBytes += packed.byteLength;
  }

  #unpacked(slot: number): void {
    this.#packedBytes -= this.#packed.get(slot)?.byteLength ?? 0;
    this.#packed.delete(slot);
  }

  #drop(slot: number): void {
    for (const number of this.#countsOf(slot).keys()) this.#subjects.leave(number);
    this.#unpacked(slot);
    this.#open.delete(slot);
  }
}

/** The slot in which a time, in milliseconds since the epoch, lies. */
export function slotOf(wallMs: number): number {
  return Math.floor(wallMs / slotMs);
}

function countsIn(open: OpenSlot): SlotCounts {
  return new Map([...open].map(([number, tally]) => [number, tally.counts()]));
}

function ascending(left: number, right: number): number {
  return left - right;
}
