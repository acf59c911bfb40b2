import protobuf from 'protobufjs/minimal.js';

// We read the few messages of a trace request by hand over protobufjs' reader: a generated decoder would make an object for
// every attribute of every span, and the hot path wants a dozen of them.

/** A reader over protobuf's wire format. */
export type WireReader = protobuf.Reader;

const utf8 = new TextDecoder();

/** A reader that sees only `bytes`. */
export function readerOf(bytes: Uint8Array): WireReader {
  return new protobuf.BufferReader(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

/** Calls `field` for each field up to `end` with its number and wire type; the fields that `field` declines are skipped. */
export function readFields(
  reader: WireReader,
  end: number,
  field: (number: number, wireType: number) => boolean,
): void {
  while (reader.pos < end) {
    const tag = reader.tag();
    const wireType = tag & 7;
    if (!field(tag >>> 3, wireType)) reader.skipType(wireType, 0, tag >>> 3);
  }
  if (reader.pos !== end) throw new RangeError('a field goes beyond its message');
}

/** Reads a length prefix; the result is where that element ends. */
export function endOfElement(reader: WireReader): number {
  const length = reader.size();
  const end = reader.pos + length;
  if (end > reader.len) throw new RangeError(`an element of ${length} bytes in what has fewer`);
  return end;
}

/** Reads a string, of a long one only the first `limit` bytes. */
export function readText(reader: WireReader, limit: number): string {
  const end = endOfElement(reader);
  const text = utf8Slice(reader.buf, reader.pos, Math.min(end, reader.pos + limit));
  reader.pos = end;
  return text;
}

/**
 * Reads a `KeyValue` whatever comes first in it: calls `value` with the key, at most its first `maxKeyBytes`, where the value begins.
 * `value` may leave the reader anywhere: it goes on behind the whole.
 */
export function readKeyValue(reader: WireReader, maxKeyBytes: number, value: (key: string) => void): void {
  const end = endOfElement(reader);
  let key: string | undefined;
  let at: number | undefined;
  while (reader.pos < end && (key === undefined || at === undefined)) {
    const tag = reader.tag();
    if (tag === ((1 << 3) | 2)) key = readText(reader, maxKeyBytes);
    else {
      if (tag === ((2 << 3) | 2)) at = reader.pos;
      // Known libraries write the key first, and most values are of no interest.
      if (at === undefined || key === undefined) reader.skipType(tag & 7, 0, tag >>> 3);
    }
  }
  if (key !== undefined && at !== undefined) {
    reader.pos = at;
    value(key);
  }
  if (reader.pos > end) throw new RangeError('a field goes beyond its attribute');
  reader.pos = end;
}

/** Reads an id as lower-case hex; anything but `bytes` long, or all zero, is none and becomes the empty string. */
export function readId(reader: WireReader, bytes: number): string {
  const end = endOfElement(reader);
  const id = end - reader.pos === bytes ? hexSlice(reader.buf, reader.pos, end) : '';
  reader.pos = end;
  return id.startsWith('0000') && /^0+$/.test(id) ? '' : id;
}

/** Reads a 64-bit time in nanoseconds as its two halves: together they don't fit a number exactly. */
export function readNanos(reader: WireReader): Nanos {
  const low = reader.fixed32();
  return { low, high: reader.fixed32() };
}

/** A time in nanoseconds since the epoch, in two unsigned halves. */
export interface Nanos {
  readonly low: number;
  readonly high: number;
}

/** Milliseconds since the epoch, exact to about a quarter of a microsecond. */
export function millisOf(time: Nanos): number {
  return (time.high * 2 ** 32 + time.low) / 1e6;
}

/** Microseconds between two times, exact; 0 where the end comes first. */
export function microsBetween(start: Nanos, end: Nanos): number {
  return Math.max(0, ((end.high - start.high) * 2 ** 32 + (end.low - start.low)) / 1000);
}

/** Reads a signed 64-bit varint; beyond 2^53 it is rounded. */
export function readInt64(reader: WireReader): number {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = reader.buf[reader.pos++];
    if (byte === undefined || reader.pos > reader.len) throw new RangeError('a number that does not end');
    value |= BigInt(byte & 127) << shift;
    if (byte < 128) return Number(BigInt.asIntN(64, value));
  }
  throw new RangeError('a number of more than 64 bits');
}

function utf8Slice(buffer: Uint8Array, start: number, end: number): string {
  return buffer instanceof Buffer
    ? buffer.toString('utf8', start, end)
    : utf8.decode(buffer.subarray(start, end));
}

function hexSlice(buffer: Uint8Array, start: number, end: number): string {
  return Buffer.from(buffer.buffer, buffer.byteOffset, buffer.byteLength).toString('hex', start, end);
}
