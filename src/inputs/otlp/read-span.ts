import { isSecretAttribute } from '../../environment/secrets.js';
import type { Span } from '../../queries/queries.js';
import { type AttributeValue, masked, readAnyValue } from './any-value.js';
import { cleanText } from './clean-text.js';
import { walkSpan } from './walk-span.js';
import { readerOf, readText } from './wire.js';

const maxLinks = 32;
const maxAttributes = 128;
const maxValueCharacters = 2000;

const userInfo = /:\/\/[^/\s@]+@/g;

/** Decodes one whole `Span` for people to read; `bytes` are the message without its length. */
export function readSpan(bytes: Uint8Array, service: string): Span {
  const reader = readerOf(bytes);
  const attributes = new Map<string, AttributeValue>();
  const links: string[] = [];
  let statusMessage: string | undefined;
  const head = walkSpan(reader, reader.len, {
    onAttribute: (name, at) => {
      const key = cleanText(name, 120);
      const value = readAnyValue(at, maxValueCharacters * 4);
      if (key === '' || value === undefined || attributes.size >= maxAttributes) return;
      // Services record what they should not: no view may show it.
      attributes.set(key, isSecretAttribute(key) ? masked : presentable(value));
    },
    onLink: (traceId) => {
      if (links.length < maxLinks) links.push(traceId);
    },
    onStatusMessage: (at) => {
      statusMessage = cleanText(readText(at, 2000), 500);
    },
  });
  const { traceId, spanId, parentSpanId, name, kind, startMs, durationUs, error } = head;
  return {
    ...{ traceId, spanId },
    parentSpanId: parentSpanId === '' ? undefined : parentSpanId,
    ...{ service, name, kind, startMs },
    durationMs: durationUs / 1000,
    ...{ error, statusMessage },
    attributes: Object.fromEntries(attributes),
    links,
  };
}

function presentable(value: AttributeValue): AttributeValue {
  if (typeof value !== 'string') return value;
  return cleanText(value, maxValueCharacters).replace(userInfo, `://${masked}@`);
}
