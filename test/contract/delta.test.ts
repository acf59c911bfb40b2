import { expect, test } from 'vitest';
import { applyDelta, diff } from '../../src/contract/delta.js';

const entry = (text: string) => ({ text });
const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(entry);

test.each([
  ['nothing', { x: 1 }, { x: 1 }],
  ['a value', { x: 1, y: { z: 2 } }, { x: 1, y: { z: 3 } }],
  ['a new and a removed key', { x: 1, y: 2 }, { y: 2, z: { deep: [1] } }],
  ['a value that becomes undefined', { x: 1 }, { x: undefined }],
  ['a list that grows behind', { log: [a, b] }, { log: [a, b, c] }],
  ['a list that moves on', { log: [a, b, c] }, { log: [b, c, d] }],
  ['a list that is emptied', { log: [a, b] }, { log: [] }],
  ['a list that is filled', { log: [] }, { log: [a] }],
  ['a list of other things', { log: [a, b] }, { log: [c, d] }],
  ['a list of which one item changes', { log: [a, { in: b }, c] }, { log: [a, { in: c }, c] }],
  ['a list of one item that changes', [{ name: 'a', ready: false }], [{ name: 'a', ready: true }]],
  ['an object that becomes a list', { x: {} }, { x: [1] }],
])('a delta over JSON carries %s', (_, before, after) => {
  const delta = diff(before, after);
  const carried = delta === undefined ? before : applyDelta(before, JSON.parse(JSON.stringify(delta)));
  expect(JSON.parse(JSON.stringify(carried))).toEqual(JSON.parse(JSON.stringify(after)));
});

test('an untouched part is not sent', () => {
  const services = { postgres: { state: 'ready' } };
  expect(diff({ at: 1, services }, { at: 2, services })).toEqual({ in: { at: { set: 2 } } });
});

test('of a list only the items that changed are sent', () => {
  const [one, three] = [{ name: 'one' }, { name: 'three' }];
  const before = [one, { name: 'two', ready: false }, three];
  const after = [one, { name: 'two', ready: true }, three];
  const delta = diff(before, after);
  expect(delta).toEqual({ at: { 1: { in: { ready: { set: true } } } } });
  expect(delta && applyDelta(before, delta)).toEqual(after);
});

test('a log that moves on sends only its new lines', () => {
  expect(diff([a, b, c], [b, c, d])).toEqual({ drop: 1, push: [d] });
});
