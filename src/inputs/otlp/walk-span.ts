import type { SpanKind } from '../../queries/queries.js';
import { readAnyValue } from './any-value.js';
import { cleanName } from './clean-text.js';
import { placeOfAttribute, type Semantics, SemanticsReading } from './semantics.js';
import {
  endOfElement,
  microsBetween,
  millisOf,
  type Nanos,
  readId,
  readKeyValue,
  readNanos,
  readText,
  type WireReader,
} from './wire.js';

/** What every reader learns of a span: the same, in whatever order its fields and attributes come. */
export interface SpanHead {
  /** In lower-case hex; the empty string where there is no valid one. */
  readonly traceId: string;
  /** As above. */
  readonly spanId: string;
  /** As above: the root of a trace has none. */
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: SpanKind;
  readonly startMs: number;
  readonly durationUs: number;
  /** Its status is an error, or the answer that it tells of was the server's fault. */
  readonly error: boolean;
  readonly semantics: Semantics;
}

/** Hears what people read of a span besides its head; the reader stands at the value, and may be left anywhere. */
export interface SpanListener {
  readonly onAttribute: (key: string, reader: WireReader) => void;
  readonly onLink: (traceId: string) => void;
  readonly onStatusMessage: (reader: WireReader) => void;
}

const never: Nanos = { low: 0, high: 0 };
// A name shows 120 characters, of four bytes at most.
const maxNameBytes = 512;
const maxKeyBytes = 256;
// Enough for what decides anything: the first word of a query, a route, an address.
const maxValueBytes = 256;
/** OTLP's number for a status that is an error. */
const errorStatus = 2;

const kinds: readonly SpanKind[] = ['internal', 'internal', 'server', 'client', 'producer', 'consumer'];

/**
 * Reads a `Span` that ends at `end`: the only place that knows which field means what, for the reader that counts as well as for the one
 * that shows. Without a listener this is the hot path. Throws a `RangeError` for bytes that are no span. Source:
 * opentelemetry/proto/trace/v1.
 */
export function walkSpan(reader: WireReader, end: number, listener?: SpanListener): SpanHead {
  const reading = new SemanticsReading();
  let traceId = '';
  let spanId = '';
  let parentSpanId = '';
  let name = '';
  let kind = 0;
  let start = never;
  let stop = never;
  let status = 0;
  while (reader.pos < end) {
    const tag = reader.tag();
    // A tag is the field's number and, in the low three bits, the wire type: 2 for bytes, 0 for a number, 1 for 64 bits.
    switch (tag) {
      case (1 << 3) | 2:
        traceId = readId(reader, 16);
        break;
      case (2 << 3) | 2:
        spanId = readId(reader, 8);
        break;
      case (4 << 3) | 2:
        parentSpanId = readId(reader, 8);
        break;
      case (5 << 3) | 2:
        name = cleanName(readText(reader, maxNameBytes));
        break;
      case (6 << 3) | 0:
        kind = reader.uint32();
        break;
      case (7 << 3) | 1:
        start = readNanos(reader);
        break;
      case (8 << 3) | 1:
        stop = readNanos(reader);
        break;
      case (9 << 3) | 2:
        readAttribute(reader, reading, listener);
        break;
      case (13 << 3) | 2:
        readLink(reader, listener);
        break;
      case (15 << 3) | 2:
        status = readStatus(reader, status, listener);
        break;
      default:
        reader.skipType(tag & 7, 0, tag >>> 3);
    }
  }
  if (reader.pos !== end) throw new RangeError('a field goes beyond its span');
  const { semantics } = reading;
  return {
    traceId,
    spanId,
    parentSpanId,
    name,
    // Unset and unknown kinds are internal.
    kind: kinds[kind] ?? 'internal',
    startMs: millisOf(start),
    durationUs: microsBetween(start, stop),
    error: status === errorStatus || semantics.statusCode >= 500,
    semantics,
  };
}

function readAttribute(reader: WireReader, reading: SemanticsReading, listener?: SpanListener): void {
  readKeyValue(reader, maxKeyBytes, (key) => {
    const at = reader.pos;
    const place = placeOfAttribute.get(key);
    if (place !== undefined) reading.take(place, readAnyValue(reader, maxValueBytes));
    if (listener === undefined) return;
    reader.pos = at;
    listener.onAttribute(key, reader);
  });
}

function readLink(reader: WireReader, listener: SpanListener | undefined): void {
  const end = endOfElement(reader);
  if (listener !== undefined) {
    while (reader.pos < end) {
      const tag = reader.tag();
      if (tag !== ((1 << 3) | 2)) reader.skipType(tag & 7, 0, tag >>> 3);
      else {
        const traceId = readId(reader, 16);
        if (traceId !== '') listener.onLink(traceId);
      }
    }
    if (reader.pos !== end) throw new RangeError('a field goes beyond its link');
  }
  reader.pos = end;
}

/** The code of a status; `before` where it says none. */
function readStatus(reader: WireReader, before: number, listener: SpanListener | undefined): number {
  const end = endOfElement(reader);
  let code = before;
  while (reader.pos < end) {
    const tag = reader.tag();
    if (tag === ((3 << 3) | 0)) code = reader.uint32();
    else if (tag === ((2 << 3) | 2) && listener !== undefined) listener.onStatusMessage(reader);
    else reader.skipType(tag & 7, 0, tag >>> 3);
  }
  if (reader.pos !== end) throw new RangeError('a field goes beyond its status');
  return code;
}
