import { expect, test } from 'vitest';
import { z } from 'zod';
import { type SchemaName, schemaNames } from '../../src/contract/schema-names.js';
import { jsonSchemaOf } from '../../src/contract/schemas/schemas.js';
import { broken, type Direction } from './changed.js';
import { documentFiles, firstDocument, frozenNames, frozenSchema, nameOf } from './first-version.js';

const requests: readonly string[] = ['up', 'wish'];

test.each(frozenNames)('%s keeps what its schema promised', (name) => {
  const direction: Direction = requests.includes(name) ? 'request' : 'answer';
  // The files are named after the schemas.
  expect(broken(frozenSchema(name), jsonSchemaOf(name as SchemaName), direction)).toEqual([]);
});

test('every schema was kept when it came: bin/sim schema NAME > test/contract/v1/schemas/NAME.json', () => {
  expect(Object.keys(schemaNames).filter((name) => !frozenNames.includes(name))).toEqual([]);
});

test.each(documentFiles)('%s fits its schema as it is printed', (file) => {
  const schema = z.fromJSONSchema(frozenSchema(nameOf(file)));
  const document = firstDocument(file);
  const each = Array.isArray(document) ? document : [document];
  expect(each.map((one) => schema.safeParse(one).error)).toEqual(each.map(() => undefined));
});

const of = (properties: Record<string, unknown>, required = Object.keys(properties)) => ({
  type: 'object',
  properties,
  required,
});
const text = { type: 'string' };
const nothing = { type: ['string', 'null'] };
const words = (...known: string[]) => ({ anyOf: [{ enum: known, type: 'string' }, text] });

test.each<[string, Direction, object, object, readonly string[]]>([
  ['a field more', 'answer', of({ a: text }), of({ a: text, b: text }, ['a']), []],
  [
    'a field more that is always there',
    'answer',
    of({ a: text }),
    of({ a: text, b: text }),
    ['.b: came later, and is not optional'],
  ],
  ['a field that is gone', 'answer', of({ a: text }), of({}), ['.a: may be missing', '.a: is gone']],
  ['a field that may be missing', 'answer', of({ a: text }), of({ a: text }, []), ['.a: may be missing']],
  [
    'a field of another type',
    'answer',
    of({ a: text }),
    of({ a: { type: 'number' } }),
    ['.a: was string, and is number'],
  ],
  [
    'a field that may be null',
    'answer',
    of({ a: text }),
    of({ a: nothing }),
    ['.a: was string, and is null or string'],
  ],
  ['a word more', 'answer', of({ a: words('x') }), of({ a: words('x', 'y') }), []],
  [
    'a word that is gone',
    'answer',
    of({ a: words('x', 'y') }),
    of({ a: words('y') }),
    ['.a: no longer knows x'],
  ],
  [
    'a list of another kind',
    'answer',
    { type: 'array', items: text },
    { type: 'array', items: nothing },
    ['[]: was string, and is null or string'],
  ],
  ['a request that may say more', 'request', of({ a: text }), of({ a: text, b: text }, ['a']), []],
  [
    'a request that must say more',
    'request',
    of({ a: text }),
    of({ a: text, b: text }),
    ['.b: came later, and is not optional'],
  ],
  ['a request that need not say it', 'request', of({ a: text }), of({ a: text }, []), []],
  [
    'a request that takes less',
    'request',
    of({ a: nothing }),
    of({ a: text }),
    ['.a: was null or string, and is string'],
  ],
  [
    'an object that may be nothing',
    'answer',
    { anyOf: [of({ a: text })] },
    { anyOf: [of({ a: text }), { type: 'null' }] },
    ['the whole: may be null'],
  ],
  [
    'a choice that is gone',
    'request',
    { oneOf: [of({ kind: { const: 'x' } }), of({ kind: { const: 'y' } })] },
    { oneOf: [of({ kind: { const: 'y' } })] },
    ['the whole: choice 1 is gone, or is another one'],
  ],
])('%s is told for what it is', (_, direction, before, after, found) => {
  expect(broken({ ...before }, { ...after }, direction)).toEqual(found);
});
