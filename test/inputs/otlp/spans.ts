import protobuf from 'protobufjs/minimal.js';

// Builds trace requests as an SDK sends them, for tests.

const kindNumbers = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 } as const;

export type Value = string | number | boolean | readonly string[];

export interface SpanSketch {
  readonly service: string;
  readonly name?: string;
  readonly kind: keyof typeof kindNumbers;
  /** Small numbers for ids are enough: they are written as 16 and 8 bytes. */
  readonly trace: number;
  readonly id: number;
  readonly parent?: number;
  readonly startMs?: number;
  readonly durationMs?: number;
  readonly error?: boolean;
  readonly statusMessage?: string;
  readonly links?: readonly number[];
  readonly attributes?: Readonly<Record<string, Value>>;
  readonly resource?: Readonly<Record<string, Value>>;
}

/** A trace's id as it is shown. */
export function traceIdOf(trace: number): string {
  return trace.toString(16).padStart(32, '0');
}

/** A span's id as it is shown. */
export function spanIdOf(id: number): string {
  return id.toString(16).padStart(16, '0');
}

/** Writes one `KeyValue` as a field of that number. */
type WriteAttribute = (writer: protobuf.Writer, field: number, key: string, value: Value) => void;

/** An `ExportTraceServiceRequest` in protobuf with these spans, one resource for each service. */
export function requestOf(...spans: readonly SpanSketch[]): Uint8Array<ArrayBuffer> {
  return requestBy(writeAttribute, spans);
}

/** The same with each attribute's value before its key, which means the same. */
export function requestWithValuesFirst(...spans: readonly SpanSketch[]): Uint8Array<ArrayBuffer> {
  return requestBy(writeTurned, spans);
}

function requestBy(writeAttribute: WriteAttribute, spans: readonly SpanSketch[]): Uint8Array<ArrayBuffer> {
  const writer = protobuf.Writer.create();
  for (const service of new Set(spans.map((span) => span.service))) {
    const own = spans.filter((span) => span.service === service);
    writer.uint32((1 << 3) | 2).fork();
    writer.uint32((1 << 3) | 2).fork();
    for (const [key, value] of Object.entries({ 'service.name': service, ...own[0]?.resource })) {
      if (value !== '') writeAttribute(writer, 1, key, value);
    }
    writer.ldelim();
    writer.uint32((2 << 3) | 2).fork();
    for (const span of own) writeSpan(writer, span, writeAttribute);
    writer.ldelim();
    writer.ldelim();
  }
  return new Uint8Array(writer.finish());
}

function writeSpan(writer: protobuf.Writer, span: SpanSketch, writeAttribute: WriteAttribute): void {
  const startMs = span.startMs ?? 1_700_000_000_000;
  writer.uint32((2 << 3) | 2).fork();
  writer.uint32((1 << 3) | 2).bytes(Buffer.from(traceIdOf(span.trace), 'hex'));
  writer.uint32((2 << 3) | 2).bytes(Buffer.from(spanIdOf(span.id), 'hex'));
  if (span.parent !== undefined) writer.uint32((4 << 3) | 2).bytes(Buffer.from(spanIdOf(span.parent), 'hex'));
  writer.uint32((5 << 3) | 2).string(span.name ?? 'span');
  writer.uint32((6 << 3) | 0).uint32(kindNumbers[span.kind]);
  writeTime(writer, 7, startMs);
  writeTime(writer, 8, startMs + (span.durationMs ?? 1));
  for (const [key, value] of Object.entries(span.attributes ?? {})) writeAttribute(writer, 9, key, value);
  for (const link of span.links ?? []) {
    writer.uint32((13 << 3) | 2).fork();
    writer.uint32((1 << 3) | 2).bytes(Buffer.from(traceIdOf(link), 'hex'));
    writer.ldelim();
  }
  if (span.error === true) {
    writer.uint32((15 << 3) | 2).fork();
    if (span.statusMessage !== undefined) writer.uint32((2 << 3) | 2).string(span.statusMessage);
    writer.uint32((3 << 3) | 0).uint32(2);
    writer.ldelim();
  }
  writer.ldelim();
}

function writeTime(writer: protobuf.Writer, field: number, ms: number): void {
  const nanos = BigInt(Math.round(ms * 1000)) * 1000n;
  writer.uint32((field << 3) | 1);
  writer.fixed32(Number(nanos & 0xffffffffn));
  writer.fixed32(Number(nanos >> 32n));
}

function writeAttribute(writer: protobuf.Writer, field: number, key: string, value: Value): void {
  writer.uint32((field << 3) | 2).fork();
  writer.uint32((1 << 3) | 2).string(key);
  writer.uint32((2 << 3) | 2).fork();
  writeValue(writer, value);
  writer.ldelim();
  writer.ldelim();
}

function writeTurned(writer: protobuf.Writer, field: number, key: string, value: Value): void {
  writer.uint32((field << 3) | 2).fork();
  writer.uint32((2 << 3) | 2).fork();
  writeValue(writer, value);
  writer.ldelim();
  writer.uint32((1 << 3) | 2).string(key);
  writer.ldelim();
}

function writeValue(writer: protobuf.Writer, value: Value): void {
  if (typeof value === 'string') writer.uint32((1 << 3) | 2).string(value);
  else if (typeof value === 'boolean') writer.uint32((2 << 3) | 0).bool(value);
  else if (typeof value === 'number' && Number.isInteger(value)) writer.uint32((3 << 3) | 0).int64(value);
  else if (typeof value === 'number') writer.uint32((4 << 3) | 1).double(value);
  else {
    writer.uint32((5 << 3) | 2).fork();
    for (const item of value) {
      writer.uint32((1 << 3) | 2).fork();
      writeValue(writer, item);
      writer.ldelim();
    }
    writer.ldelim();
  }
}
