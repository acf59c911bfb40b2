import { expect, test } from 'vitest';
import { tellingLines } from '../../src/state/telling-lines.js';

test('of many lines those are told that are about trouble, structured ones in words', () => {
  const lines = [
    '{"time":"2026-11-25T04:10:00Z","level":"INFO","msg":"account added","error":""}',
    '{"time":"2026-11-25T04:10:01Z","level":"ERROR","msg":"find account","error":"hostname resolving error: no such host"}',
    'listening on :8080',
    '{"sim":"runner","state":"failed","build":2,"detail":"boom"}',
    'FATAL:  the database system is shutting down',
    '{"level":"warn","message":"slow"}',
  ];
  expect(tellingLines(lines)).toEqual([
    'ERROR find account: hostname resolving error: no such host',
    'FATAL:  the database system is shutting down',
    'WARN slow',
  ]);
});

test('where no line is about trouble the last ones are told, and what is no log line stays as it is', () => {
  const lines = ['one', 'two', 'three', 'four', 'five', '{"id":7}', '{not json'];
  expect(tellingLines(lines)).toEqual(['three', 'four', 'five', '{"id":7}', '{not json']);
});
