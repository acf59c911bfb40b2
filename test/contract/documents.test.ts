import { expect, test } from 'vitest';
import { type SchemaName, schemaNames } from '../../src/contract/schema-names.js';
import { schemas } from '../../src/contract/schemas/schemas.js';
import { answersAt } from './answers.js';
import { documentFiles, firstDocument, nameOf } from './first-version.js';
import { lost } from './kept.js';
import { moments } from './scenario.js';

test.each(moments)(
  'at the moment %s everything that the first version said is still said',
  async (moment) => {
    const answers = await answersAt(moment);
    const files = documentFiles.filter((file) => file.startsWith(`${moment}-`));
    expect(files.length).toBeGreaterThan(0);
    const found = files.flatMap((file) => lost(firstDocument(file), answers[nameOf(file)], nameOf(file)));
    expect(found).toEqual([]);
  },
);

test('every answer has a document of the time when it came', () => {
  const names = documentFiles.map(nameOf);
  const requests: readonly string[] = ['up', 'wish'];
  expect(Object.keys(schemaNames).filter((name) => ![...names, ...requests].includes(name))).toEqual([]);
});

test.each(documentFiles)('%s fits the schema of today', (file) => {
  const document = firstDocument(file);
  // Of logs each line is a document by itself.
  const each = Array.isArray(document) ? document : [document];
  // The files are named after the schemas.
  const schema = schemas[nameOf(file) as SchemaName];
  expect(each.map((one) => schema.safeParse(one).error)).toEqual(each.map(() => undefined));
});

test.each([
  ['a field that is gone', { a: { b: 1 } }, { a: {} }, ['.a.b is gone']],
  ['another value', { state: 'ready' }, { state: 'done' }, ['.state was "ready", and is "done"']],
  ['another type', { cause: 'x' }, { cause: null }, ['.cause was "x", and is null']],
  ['fewer items', { urls: [{}, {}] }, { urls: [{}] }, ['.urls had 2 items, and has 1']],
  ['an item that says less', { urls: [{ url: 'x' }] }, { urls: [{}] }, ['.urls[0].url is gone']],
  ['other words for people', { cause: 'x' }, { cause: 'y' }, []],
  ['a field more', { a: 1 }, { a: 1, b: 2 }, []],
])('%s is told from what was', (_, before, after, found) => {
  expect(lost(before, after)).toEqual(found);
});
