import { isSecretAttribute } from '../../environment/secrets.js';
import { endOfElement, readFields, readInt64, readText, type WireReader } from './wire.js';

/** What an attribute of a span can be once decoded; lists and maps become text. */
export type AttributeValue = string | number | boolean;

/** Stands for a secret. */
export const masked = '•••';

// A list in a list in a list says nothing that a person would read here, and depth must end somewhere.
const maxDepth = 4;

/**
 * Reads an `AnyValue`, of a long text only the first `maxBytes`; `undefined` where it holds nothing, or what is too deep. Secrets in maps
 * are masked.
 */
export function readAnyValue(reader: WireReader, maxBytes: number, depth = 0): AttributeValue | undefined {
  const end = endOfElement(reader);
  let value: AttributeValue | undefined;
  while (reader.pos < end) {
    const tag = reader.tag();
    switch (tag) {
      case (1 << 3) | 2:
        value = readText(reader, maxBytes);
        break;
      case (2 << 3) | 0:
        value = reader.bool();
        break;
      case (3 << 3) | 0:
        value = readInt64(reader);
        break;
      case (4 << 3) | 1:
        value = reader.double();
        break;
      case (7 << 3) | 2: {
        const bytesEnd = endOfElement(reader);
        value = `${bytesEnd - reader.pos} bytes`;
        reader.pos = bytesEnd;
        break;
      }
      case (5 << 3) | 2:
      case (6 << 3) | 2:
        if (depth < maxDepth) {
          value =
            tag === ((5 << 3) | 2)
              ? `[${readParts(reader, () => readAnyValue(reader, maxBytes, depth + 1))}]`
              : `{${readParts(reader, () => readPair(reader, maxBytes, depth + 1))}}`;
          break;
        }
        reader.skipType(tag & 7, 0, tag >>> 3);
        break;
      default:
        reader.skipType(tag & 7, 0, tag >>> 3);
    }
  }
  if (reader.pos !== end) throw new RangeError('a field goes beyond its value');
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

function readPair(reader: WireReader, maxBytes: number, depth: number): string {
  let key = '';
  let value: AttributeValue | undefined;
  readFields(reader, endOfElement(reader), (field, wireType) => {
    if (wireType !== 2) return false;
    if (field === 1) key = readText(reader, 256);
    else if (field === 2) value = readAnyValue(reader, maxBytes, depth);
    else return false;
    return true;
  });
  const shown = isSecretAttribute(key) ? masked : String(value ?? '');
  return `${key}: ${shown}`;
}
