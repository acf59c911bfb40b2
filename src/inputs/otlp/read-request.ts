import { readAnyValue } from './any-value.js';
import { cleanName } from './clean-text.js';
import { readSpanFacts } from './read-facts.js';
import type { SpanFacts } from './span-facts.js';
import { endOfElement, readerOf, readFields, readKeyValue, type WireReader } from './wire.js';

/** Gives the spans of a resource their service: from what the resource calls itself, and its host name. */
export type NameService = (service: string, host: string) => string;

/**
 * The spans of an `ExportTraceServiceRequest` in protobuf, in order. Spans without ids are left out. Throws for bytes that
 * are no such request. Source: opentelemetry/proto/collector/trace/v1 and trace/v1.
 */
export function readRequest(payload: Uint8Array, nameService: NameService): SpanFacts[] {
  const reader = readerOf(payload);
  const spans: SpanFacts[] = [];
  readFields(reader, reader.len, (field, wireType) => {
    if (field !== 1 || wireType !== 2) return false;
    readResourceSpans(reader, nameService, spans);
    return true;
  });
  return spans;
}

function readResourceSpans(reader: WireReader, nameService: NameService, spans: SpanFacts[]): void {
  const end = endOfElement(reader);
  const start = reader.pos;
  // Fields may come in any order, and spans need the resource's name: it is read in a pass of its own.
  let resource: Resource = { service: '', host: '' };
  readFields(reader, end, (field, wireType) => {
    if (field !== 1 || wireType !== 2) return false;
    resource = readResource(reader);
    return true;
  });
  const service = cleanName(nameService(resource.service, resource.host));
  reader.pos = start;
  readFields(reader, end, (field, wireType) => {
    if (field !== 2 || wireType !== 2) return false;
    readScopeSpans(reader, service, spans);
    return true;
  });
}

interface Resource {
  service: string;
  host: string;
}

function readResource(reader: WireReader): Resource {
  const resource: Resource = { service: '', host: '' };
  readFields(reader, endOfElement(reader), (field, wireType) => {
    if (field !== 1 || wireType !== 2) return false;
    readKeyValue(reader, 64, (key) => {
      if (key === 'service.name') resource.service = readName(reader);
      if (key === 'host.name') resource.host = readName(reader);
    });
    return true;
  });
  return resource;
}

function readName(reader: WireReader): string {
  const value = readAnyValue(reader, 256);
  return typeof value === 'string' ? value : '';
}

function readScopeSpans(reader: WireReader, service: string, spans: SpanFacts[]): void {
  readFields(reader, endOfElement(reader), (field, wireType) => {
    if (field !== 2 || wireType !== 2) return false;
    const span = readSpanFacts(reader, service);
    if (span !== undefined) spans.push(span);
    return true;
  });
}
