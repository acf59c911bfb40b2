import protobuf from 'protobufjs/minimal.js';
import { readerOf } from '../wire.js';
import type { Counts } from './summary.js';

/** Counts of one slot, by the number of what they are counted for. */
export type SlotCounts = ReadonlyMap<number, Counts>;

/**
 * The counts of a slot that is over, as numbers of variable length: most are small and take a byte, where objects would take hundreds.
 * Nothing is rounded. Numbers and counts are below 2^32.
 */
export function packSlot(counts: SlotCounts): Uint8Array {
  const writer = protobuf.Writer.create();
  for (const [subject, { count, errors, durations }] of counts) {
    writer.uint32(subject).uint32(count).uint32(errors).uint32(durations.length);
    for (const [bucket, inBucket] of durations) writer.uint32(bucket).uint32(inBucket);
  }
  // A copy of exactly this size: what the writer gives may lie in a larger buffer, and would keep all of that.
  return new Uint8Array(writer.finish());
}

/** What `packSlot` was given. */
export function unpackSlot(packed: Uint8Array): SlotCounts {
  const reader = readerOf(packed);
  const counts = new Map<number, Counts>();
  while (reader.pos < reader.len) {
    const subject = reader.uint32();
    const [count, errors, buckets] = [reader.uint32(), reader.uint32(), reader.uint32()];
    const durations: [number, number][] = [];
    for (let i = 0; i < buckets; i++) durations.push([reader.uint32(), reader.uint32()]);
    counts.set(subject, { count, errors, durations });
  }
  return counts;
}
