import { cleanName } from './clean-text.js';
import { noSemantics, placeOfAttribute, type Semantics } from './semantics.js';
import { errorStatus, type SpanFacts, spanKindOf } from './span-facts.js';
import {
  endOfElement,
  microsBetween,
  millisOf,
  type Nanos,
  readFields,
  readId,
  readKeyValue,
  readNanos,
  readText,
  type WireReader,
} from './wire.js';

const never: Nanos = { low: 0, high: 0 };
// Enough for what decides anything: the first word of a query, a route, an address.
const maxValueBytes = 256;

/** Reads a `Span` as far as understanding it needs; `undefined` where it has no valid ids. This is the hot path. */
export function readSpanFacts(reader: WireReader, service: string): SpanFacts | undefined {
  const end = endOfElement(reader);
  const offset = reader.pos;
  const semantics = noSemantics();
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
        name = cleanName(readText(reader, maxValueBytes));
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
        readAttribute(reader, semantics);
        break;
      case (15 << 3) | 2:
        status = readStatusCode(reader);
        break;
      default:
        reader.skipType(tag & 7, 0, tag >>> 3);
    }
  }
  if (reader.pos !== end) throw new RangeError('a field goes beyond its span');
  if (isNoId(traceId) || isNoId(spanId)) return undefined;
  return {
    traceId,
    spanId,
    parentSpanId: isNoId(parentSpanId) ? '' : parentSpanId,
    service,
    name,
    kind: spanKindOf(kind),
    startMs: millisOf(start),
    durationUs: microsBetween(start, stop),
    error: status === errorStatus || semantics.statusCode >= 500,
    semantics,
    offset,
    length: end - offset,
  };
}

function isNoId(id: string): boolean {
  return id === '' || (id.startsWith('0000') && /^0+$/.test(id));
}

function readStatusCode(reader: WireReader): number {
  let code = 0;
  readFields(reader, endOfElement(reader), (field, wireType) => {
    if (field !== 3 || wireType !== 0) return false;
    code = reader.uint32();
    return true;
  });
  return code;
}

function readAttribute(reader: WireReader, semantics: Semantics): void {
  readKeyValue(reader, (key) => {
    const place = placeOfAttribute.get(key);
    if (place !== undefined) readValue(reader, semantics, place);
  });
}

function readValue(reader: WireReader, semantics: Semantics, place: keyof Semantics): void {
  const end = endOfElement(reader);
  if (end === reader.pos) return;
  const tag = reader.tag();
  if (tag === ((1 << 3) | 2)) {
    const text = readText(reader, maxValueBytes);
    if (place === 'statusCode') semantics.statusCode = Number(text) || 0;
    else semantics[place] = text;
  } else if (tag === ((3 << 3) | 0) && place === 'statusCode') semantics.statusCode = reader.uint32();
}
