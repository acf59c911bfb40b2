import { expect, test } from 'vitest';
import { schemaNames } from '../../src/contract/schema-names.js';
import { exitCodeOf } from '../../src/errors.js';
import { Story } from '../fakes/story.js';
import { standing } from './typed.js';

test('a schema is printed as JSON Schema of draft 2020-12', async () => {
  await using shop = await standing(new Story().snapshot);
  const { code, stdout } = await shop.type('schema', 'status');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'status',
    properties: { services: { type: 'array', items: { $ref: '#/$defs/service' } } },
    $defs: { service: { properties: { replicas: { type: 'object' }, instances: { type: 'array' } } } },
  });
});

test('without a name they are listed, for people and for programs', async () => {
  await using shop = await standing(new Story().snapshot);
  const rows = (await shop.type('schema')).stdout.trim().split('\n').slice(1);
  expect(rows.map((row) => row.split(' ')[0])).toEqual(Object.keys(schemaNames));
  const { schemas } = JSON.parse((await shop.type('schema', '--json')).stdout);
  expect(schemas[0]).toEqual({ name: 'status', of: schemaNames.status });
});

test('one that there is not is a mistake of whoever typed it, and those that there are are named', async () => {
  await using shop = await standing(new Story().snapshot);
  const failure: unknown = await shop.type('schema', 'nope').catch((error: unknown) => error);
  expect(failure).toMatchObject({
    message: "there is no schema 'nope'",
    hint: expect.stringContaining('status, topology'),
  });
  expect(exitCodeOf(failure)).toBe(2);
});
