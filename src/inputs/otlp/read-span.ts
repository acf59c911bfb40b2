import type { Span } from '../../queries/queries.js';
import { type AttributeValue, readAttributes } from './attributes.js';
import { cleanName, cleanText } from './clean-text.js';
import { errorStatus, spanKindOf } from './span-facts.js';
import type { WireReader } from './wire.js';
import {
  endOfElement,
  microsBetween,
  millisOf,
  readerOf,
  readFields,
  readId,
  readNanos,
  readText,
} from './wire.js';

const maxLinks = 32;

/** Decodes one whole `Span` for people to read; `bytes` are the message without its length. */
export function readSpan(bytes: Uint8Array, service: string): Span {
  const reader = readerOf(bytes);
  const attributes = new Map<string, AttributeValue>();
  const links: string[] = [];
  let ids = { trace: '', span: '', parent: '' };
  let name = '';
  let kind = 0;
  let start = { low: 0, high: 0 };
  let end = start;
  let status: Status = { code: 0, message: undefined };
  readFields(reader, reader.len, (field, wireType) => {
    switch ((field << 3) | wireType) {
      case (1 << 3) | 2:
        ids = { ...ids, trace: readId(reader, 16) };
        return true;
      case (2 << 3) | 2:
        ids = { ...ids, span: readId(reader, 8) };
        return true;
      case (4 << 3) | 2:
        ids = { ...ids, parent: readId(reader, 8) };
        return true;
      case (5 << 3) | 2:
        name = cleanName(readText(reader, 512));
        return true;
      case (6 << 3) | 0:
        kind = reader.uint32();
        return true;
      case (7 << 3) | 1:
        start = readNanos(reader);
        return true;
      case (8 << 3) | 1:
        end = readNanos(reader);
        return true;
      case (9 << 3) | 2:
        readAttributes(reader, attributes);
        return true;
      case (13 << 3) | 2:
        readLink(reader, links);
        return true;
      case (15 << 3) | 2:
        status = readStatus(reader);
        return true;
      default:
        return false;
    }
  });
  const httpStatus = attributes.get('http.response.status_code') ?? attributes.get('http.status_code');
  return {
    traceId: ids.trace,
    spanId: ids.span,
    parentSpanId: /^0*$/.test(ids.parent) ? undefined : ids.parent,
    service,
    name,
    kind: spanKindOf(kind),
    startMs: millisOf(start),
    durationMs: microsBetween(start, end) / 1000,
    error: status.code === errorStatus || Number(httpStatus ?? 0) >= 500,
    statusMessage: status.message,
    attributes: Object.fromEntries(attributes),
    links,
  };
}

interface Status {
  code: number;
  message: string | undefined;
}

function readStatus(reader: WireReader): Status {
  const status: Status = { code: 0, message: undefined };
  readFields(reader, endOfElement(reader), (field, wireType) => {
    if (field === 2 && wireType === 2) status.message = cleanText(readText(reader, 2000), 500);
    else if (field === 3 && wireType === 0) status.code = reader.uint32();
    else return false;
    return true;
  });
  return status;
}

function readLink(reader: WireReader, links: string[]): void {
  readFields(reader, endOfElement(reader), (field, wireType) => {
    if (field !== 1 || wireType !== 2) return false;
    const traceId = readId(reader, 16);
    if (traceId !== '' && links.length < maxLinks) links.push(traceId);
    return true;
  });
}
