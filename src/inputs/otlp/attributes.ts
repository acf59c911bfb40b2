import { isSecretAttribute } from '../../environment/secrets.js';
import { cleanText } from './clean-text.js';
import { endOfElement, readFields, readInt64, readText, type WireReader } from './wire.js';

/** What an attribute of a span can be once decoded; lists and maps become text. */
export type AttributeValue = string | number | boolean;

const maxAttributes = 128;
const maxValueCharacters = 2000;
// A list in a list in a list says nothing that a person would read here, and depth must end somewhere.
const maxDepth = 4;

const userInfo = /:\/\/[^/\s@]+@/g;
const masked = '•••';

/** Reads one `KeyValue` into `attributes`: clean, bounded, secrets masked. */
export function readAttributes(reader: WireReader, attributes: Map<string, AttributeValue>): void {
  let key = '';
  let value: AttributeValue | undefined;
  readFields(reader, endOfElement(reader), (field, wireType) => {
    if (wireType !== 2) return false;
    if (field === 1) key = cleanText(readText(reader, 256), 120);
    else if (field === 2) value = readAnyValue(reader, 0);
    else return false;
    return true;
  });
  if (key === '' || value === undefined || attributes.size >= maxAttributes) return;
  // Services record what they should not: no view may show it.
  attributes.set(key, isSecretAttribute(key) ? masked : presentable(value));
}

function presentable(value: AttributeValue): AttributeValue {
  if (typeof value !== 'string') return value;
  return cleanText(value, maxValueCharacters).replace(userInfo, `://${masked}@`);
}

function readAnyValue(reader: WireReader, depth: number): AttributeValue | undefined {
  const end = endOfElement(reader);
  let value: AttributeValue | undefined;
  readFields(reader, end, (field, wireType) => {
    switch ((field << 3) | wireType) {
      case (1 << 3) | 2:
        value = readText(reader, maxValueCharacters * 4);
        return true;
      case (2 << 3) | 0:
        value = reader.bool();
        return true;
      case (3 << 3) | 0:
        value = readInt64(reader);
        return true;
      case (4 << 3) | 1:
        value = reader.double();
        return true;
      case (5 << 3) | 2:
        if (depth >= maxDepth) return false;
        value = `[${readParts(reader, () => readAnyValue(reader, depth + 1))}]`;
        return true;
      case (6 << 3) | 2:
        if (depth >= maxDepth) return false;
        value = `{${readParts(reader, () => readPair(reader, depth + 1))}}`;
        return true;
      case (7 << 3) | 2: {
        const bytesEnd = endOfElement(reader);
        value = `${bytesEnd - reader.pos} bytes`;
        reader.pos = bytesEnd;
        return true;
      }
      default:
        return false;
    }
  });
  return value;
}

function readParts(reader: WireReader, read: () => AttributeValue | undefined): string {
  const parts: string[] = [];
  readFields(reader, endOfElement(reader), (field, wireType) => {
    if (field !== 1 || wireType !== 2) return false;
    parts.push(String(read() ?? ''));
    return true;
  });
  return parts.join(', ');
}

function readPair(reader: WireReader, depth: number): string {
  let key = '';
  let value: AttributeValue | undefined;
  readFields(reader, endOfElement(reader), (field, wireType) => {
    if (wireType !== 2) return false;
    if (field === 1) key = readText(reader, 256);
    else if (field === 2) value = readAnyValue(reader, depth);
    else return false;
    return true;
  });
  const shown = isSecretAttribute(key) ? masked : String(value ?? '');
  return `${key}: ${shown}`;
}
