import { describe, expect, test } from 'vitest';
import { cleanName } from '../../../src/inputs/otlp/clean-text.js';
import { readRequest } from '../../../src/inputs/otlp/read-request.js';
import { readSpan } from '../../../src/inputs/otlp/read-span.js';
import type { SpanFacts } from '../../../src/inputs/otlp/span-facts.js';
import { createRandom } from '../../fuzz/random.ts';
import { bytesOf, decodeAsPublished, requestWith, shuffled, spanFields } from './random-span.ts';
import { requestOf, type SpanSketch } from './spans.js';

/** What counts and what shows, of the same bytes. */
function bothOf(bytes: Uint8Array) {
  const payload = requestWith(bytes);
  const [facts] = readRequest(payload, () => 'catalog');
  if (facts === undefined) throw new Error('a span was sent');
  const { offset, length, ...counted } = facts;
  return { counted, shown: readSpan(payload.subarray(offset, offset + length), facts.service) };
}

/** What both readers tell. */
const shared = ({ parentSpanId, durationUs, ...facts }: Omit<SpanFacts, 'offset' | 'length'>) => ({
  ...{ traceId: facts.traceId, spanId: facts.spanId, service: facts.service, name: facts.name },
  ...{ kind: facts.kind, startMs: facts.startMs, error: facts.error },
  parentSpanId: parentSpanId === '' ? undefined : parentSpanId,
  durationMs: durationUs / 1000,
});

const seeds = Array.from({ length: 60 }, (_, i) => i + 1);

describe.each(seeds)('of a span by seed %i', (seed) => {
  const random = createRandom(seed);
  const fields = spanFields(random);
  const { counted, shown } = bothOf(bytesOf(fields));

  test('what counts it and what shows it say the same', () => {
    expect(shown).toMatchObject(shared(counted));
  });

  test('the order of its fields says nothing', () => {
    for (let i = 0; i < 5; i++) {
      const again = bothOf(bytesOf(shuffled(random, fields)));
      expect(again.counted).toEqual(counted);
      expect({ ...again.shown, links: again.shown.links.toSorted() }).toEqual({
        ...shown,
        links: shown.links.toSorted(),
      });
    }
  });

  test('both say what the published definition says', () => {
    const published = decodeAsPublished(bytesOf(shuffled(random, fields)));
    const kinds = ['internal', 'internal', 'server', 'client', 'producer', 'consumer'];
    const isRoot = /^0*$/.test(published.parentSpanId);
    const [start, end] = [BigInt(published.startTimeUnixNano), BigInt(published.endTimeUnixNano)];
    expect(shown).toMatchObject({
      traceId: published.traceId,
      spanId: published.spanId,
      parentSpanId: isRoot ? undefined : published.parentSpanId,
      name: cleanName(published.name),
      kind: kinds[published.kind] ?? 'internal',
    });
    expect(shown.durationMs).toBeCloseTo(Math.max(0, Number(end - start)) / 1e6, 3);
    expect(shown.startMs).toBeCloseTo(Number(start / 1000n) / 1000, 2);
    expect(Object.keys(shown.attributes).sort()).toEqual(
      published.attributes
        .filter(({ value }) => value !== null && Object.keys(value).length > 0)
        .map(({ key }) => key)
        .sort(),
    );
    expect(shown.links.toSorted()).toEqual(published.links.map(({ traceId }) => traceId).sort());
    expect(shown.statusMessage ?? '').toHaveLength(Math.min(500, (published.status?.message ?? '').length));
    if (published.status?.code === 2) expect(shown.error).toBe(true);
  });
});

const read = (span: Omit<SpanSketch, 'service' | 'kind' | 'trace' | 'id'>) => {
  const payload = requestOf({ service: 'catalog', kind: 'server', trace: 1, id: 1, ...span });
  const [facts] = readRequest(payload, () => 'catalog');
  if (facts === undefined) throw new Error('a span was sent');
  return { facts, shown: readSpan(payload.subarray(facts.offset, facts.offset + facts.length), 'catalog') };
};

test('of several names of the same thing the one in force counts, wherever it stands', () => {
  const addresses = {
    'net.peer.ip': '10.0.0.1',
    'net.sock.peer.addr': '10.0.0.2',
    'network.peer.address': '10.0.0.3',
  };
  const entries = Object.entries(addresses);
  for (let i = 0; i < entries.length; i++) {
    const turned = [...entries.slice(i), ...entries.slice(0, i)];
    for (const order of [turned, turned.toReversed()]) {
      expect(read({ attributes: Object.fromEntries(order) }).facts.semantics.peerAddress).toBe('10.0.0.3');
      const withoutNewest = order.filter(([key]) => key !== 'network.peer.address');
      const older = read({ attributes: Object.fromEntries(withoutNewest) }).facts.semantics.peerAddress;
      expect(older).toBe('10.0.0.2');
    }
  }
});

test('a name that says nothing leaves the word to an older one', () => {
  const attributes = { 'server.address': '', 'net.peer.name': 'catalog' };
  expect(read({ attributes }).facts.semantics.serverAddress).toBe('catalog');
});

test.each([
  [{ 'http.status_code': 500, 'http.response.status_code': 200 }],
  [{ 'http.response.status_code': 200, 'http.status_code': 500 }],
])('an answer of %o is no error for either reader', (attributes) => {
  const { facts, shown } = read({ attributes });
  expect([facts.error, shown.error]).toEqual([false, false]);
});

test('an answer that stands behind more attributes than are shown is an error for both readers', () => {
  const many = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`a${i}`, i]));
  const { facts, shown } = read({ attributes: { ...many, 'http.response.status_code': 503 } });
  expect([facts.error, shown.error]).toEqual([true, true]);
});

test('a name of long characters is the same for both readers', () => {
  const { facts, shown } = read({ name: '𝄞'.repeat(70) });
  expect(facts.name).toBe(shown.name);
  expect(facts.name).not.toContain('\ufffd');
});
