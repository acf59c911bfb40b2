import protobuf from 'protobufjs';
import type { Random } from '../../fuzz/random.ts';

// Spans as bytes, with everything that a sender may do: fields and attributes in any order, fields that nobody knows between
// them, values of every type, and names of four bytes a character.

/** One field of a message, its tag included. */
type Field = Uint8Array;

type Write = (writer: protobuf.Writer) => void;

/** The fields of a span in the order in which a known SDK sends them. */
export function spanFields(random: Random): readonly Field[] {
  const fields: Field[] = [
    field((writer) => writer.uint32(tag(1, 2)).bytes(idOf(random, 16))),
    field((writer) => writer.uint32(tag(2, 2)).bytes(idOf(random, 8))),
  ];
  const maybe = (probability: number, write: Write) => {
    if (random.chance(probability)) fields.push(field(write));
  };
  maybe(0.7, (writer) =>
    writer.uint32(tag(4, 2)).bytes(random.chance(0.2) ? Buffer.alloc(8) : idOf(random, 8)),
  );
  maybe(0.9, (writer) => writer.uint32(tag(5, 2)).string(textOf(random)));
  maybe(0.9, (writer) => writer.uint32(tag(6, 0)).uint32(random.below(8)));
  const startNanos = 1_790_000_000_000_000_000n + BigInt(random.below(1_000_000_000));
  maybe(0.9, (writer) => writeNanos(writer, 7, startNanos));
  maybe(0.9, (writer) => writeNanos(writer, 8, startNanos + BigInt(random.below(2_000_000_000))));
  for (const key of random.some(keys, 0.3)) fields.push(attribute(random, key));
  for (let links = random.below(4); links > 0; links--) {
    maybe(1, (writer) =>
      message(
        writer,
        13,
        [field((inner) => inner.uint32(tag(1, 2)).bytes(idOf(random, 16))), ...strangers(random)],
        random,
      ),
    );
  }
  maybe(0.5, (writer) => message(writer, 15, statusFields(random), random));
  return [...fields, ...strangers(random)];
}

/** These fields one after the other. */
export function bytesOf(fields: readonly Field[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat(fields));
}

/** The same in another order. */
export function shuffled<T>(random: Random, items: readonly T[]): readonly T[] {
  const left = [...items];
  const turned: T[] = [];
  while (left.length > 0) turned.push(...left.splice(random.below(left.length), 1));
  return turned;
}

/** An `ExportTraceServiceRequest` with this one span. */
export function requestWith(span: Uint8Array): Uint8Array<ArrayBuffer> {
  const scope = field((writer) => writer.uint32(tag(2, 2)).bytes(span));
  const resource = field((writer) => writer.uint32(tag(2, 2)).bytes(scope));
  return new Uint8Array(field((writer) => writer.uint32(tag(1, 2)).bytes(resource)));
}

const { root } = protobuf.parse(`
  syntax = "proto3";
  message AnyValue {
    oneof value {
      string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4;
      ArrayValue array_value = 5; KeyValueList kvlist_value = 6; bytes bytes_value = 7;
    }
  }
  message ArrayValue { repeated AnyValue values = 1; }
  message KeyValueList { repeated KeyValue values = 1; }
  message KeyValue { string key = 1; AnyValue value = 2; }
  message Link { bytes trace_id = 1; }
  message Status { string message = 2; int32 code = 3; }
  message Span {
    bytes trace_id = 1; bytes span_id = 2; bytes parent_span_id = 4; string name = 5; int32 kind = 6;
    fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8;
    repeated KeyValue attributes = 9; repeated Link links = 13; Status status = 15;
  }`);

/** A span as protobufjs itself reads it by the published definition, bytes in hex. */
export interface PublishedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly {
    readonly key: string;
    readonly value: Readonly<Record<string, unknown>> | null;
  }[];
  readonly links: readonly { readonly traceId: string }[];
  readonly status: { readonly message: string; readonly code: number } | null;
}

export function decodeAsPublished(bytes: Uint8Array): PublishedSpan {
  const type = root.lookupType('Span');
  const plain = type.toObject(type.decode(bytes), { longs: String, bytes: String, defaults: true });
  const hex = (base64: string) => Buffer.from(base64, 'base64').toString('hex');
  // protobufjs knows only at run time what it has parsed: the shape is that of the definition above.
  const span = plain as PublishedSpan;
  return {
    ...span,
    traceId: hex(span.traceId),
    spanId: hex(span.spanId),
    parentSpanId: hex(span.parentSpanId),
    links: span.links.map(({ traceId }) => ({ traceId: hex(traceId) })),
  };
}

const keys = [
  ...['http.request.method', 'http.method', 'http.route', 'http.response.status_code', 'http.status_code'],
  ...['server.address', 'net.peer.name', 'network.peer.address', 'net.sock.peer.addr', 'net.peer.ip'],
  ...['db.system.name', 'db.system', 'messaging.system', 'url.full', 'peer.service', 'service.peer.name'],
  ...['own', 'app.password', 'app.größe', 'x'.repeat(70), 'http.route.'],
];

function attribute(random: Random, key: string): Field {
  const statusCode = /status_code$/.test(key) && random.chance(0.8);
  const value = statusCode ? statusValue(random) : anyValue(random, 0);
  const fields = [
    field((writer) => writer.uint32(tag(1, 2)).string(key)),
    field((writer) => message(writer, 2, [value, ...strangers(random)], random)),
    ...strangers(random),
  ];
  return field((writer) => message(writer, 9, fields, random));
}

function statusValue(random: Random): Field {
  const code = random.pick([200, 404, 499, 500, 503]);
  return random.pick<() => Field>([
    () => field((writer) => writer.uint32(tag(1, 2)).string(String(code))),
    () => field((writer) => writer.uint32(tag(3, 0)).int64(code)),
    () => field((writer) => writer.uint32(tag(4, 1)).double(code)),
  ])();
}

function anyValue(random: Random, depth: number): Field {
  const inner = () => anyValue(random, depth + 1);
  const choices: readonly (() => Field)[] = [
    () => field((writer) => writer.uint32(tag(1, 2)).string(textOf(random))),
    () => field((writer) => writer.uint32(tag(2, 0)).bool(random.chance(0.5))),
    () => field((writer) => writer.uint32(tag(3, 0)).int64(random.below(1000) - 500)),
    () => field((writer) => writer.uint32(tag(4, 1)).double(random.below(1000) / 8)),
    () => field((writer) => writer.uint32(tag(7, 2)).bytes(Buffer.alloc(random.below(5)))),
    () =>
      field((writer) => message(writer, 5, [field((part) => message(part, 1, [inner()], random))], random)),
  ];
  return random.pick(depth < 2 ? choices : choices.slice(0, 4))();
}

function statusFields(random: Random): readonly Field[] {
  const code = field((writer) => writer.uint32(tag(3, 0)).int32(random.below(3)));
  const told = field((writer) => writer.uint32(tag(2, 2)).string(textOf(random)));
  return [...random.some([code, told], 0.7), ...strangers(random)];
}

/** Fields that nobody knows yet, of every wire type. */
function strangers(random: Random): readonly Field[] {
  return random.some(
    [
      field((writer) => writer.uint32(tag(90, 0)).uint64(2 ** 40)),
      field((writer) => writer.uint32(tag(91, 1)).fixed64(7)),
      field((writer) => writer.uint32(tag(92, 2)).string('later')),
      field((writer) => writer.uint32(tag(93, 5)).fixed32(7)),
    ],
    0.15,
  );
}

function textOf(random: Random): string {
  const part = random.pick(['GET /products', 'ß', '𝄞', 'postgres', '', '10.0.0.5', '500']);
  return part.repeat(random.pick([1, 1, 1, 2, 80]));
}

function idOf(random: Random, bytes: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, () => 1 + random.below(255));
}

function writeNanos(writer: protobuf.Writer, number: number, nanos: bigint): void {
  writer
    .uint32(tag(number, 1))
    .fixed32(Number(nanos & 0xffffffffn))
    .fixed32(Number(nanos >> 32n));
}

function message(writer: protobuf.Writer, number: number, fields: readonly Field[], random: Random): void {
  writer.uint32(tag(number, 2)).bytes(bytesOf(shuffled(random, fields)));
}

function field(write: Write): Field {
  const writer = protobuf.Writer.create();
  write(writer);
  return new Uint8Array(writer.finish());
}

function tag(number: number, wireType: number): number {
  return (number << 3) | wireType;
}
