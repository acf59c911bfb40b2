import { expect, test } from 'vitest';
import type { Wish } from '../../../src/contract/requests.js';
import { exitCodeOf } from '../../../src/errors.js';
import { requireKnown } from '../../../src/state/services/require-known.js';
import { definition, environment } from '../../fakes/environment.js';
import { Story } from '../../fakes/story.js';

const { snapshot } = new Story()
  .tell({ kind: 'environment.declared', environment: environment([definition('web'), definition('db')]) })
  .runs('web');

function refusal(wish: Wish): unknown {
  try {
    requireKnown(snapshot, wish);
    return undefined;
  } catch (error) {
    expect(exitCodeOf(error)).toBe(2);
    return error;
  }
}

test('a wish about a service that is there, or one of its instances, is taken', () => {
  expect(refusal({ kind: 'stop.requested', service: 'web' })).toBeUndefined();
  expect(refusal({ kind: 'restart.requested', service: 'web', index: 1 })).toBeUndefined();
  expect(refusal({ kind: 'down.requested', volumes: true })).toBeUndefined();
});

test.each<[Wish, string, string]>([
  [{ kind: 'stop.requested', service: 'nope' }, "has no service 'nope'", 'it has web, db'],
  [
    { kind: 'scale.requested', service: 'constructor', replicas: 2 },
    "has no service 'constructor'",
    'it has web, db',
  ],
  [{ kind: 'rebuild.requested', service: '__proto__' }, "has no service '__proto__'", 'it has web, db'],
  [{ kind: 'start.requested', service: 'web', index: 7 }, "has no instance 'web#7'", 'it has web#1'],
  [{ kind: 'stop.requested', service: 'db', index: 1 }, "has no instance 'db#1'", 'db has no container now'],
])('%o is refused, and what there is instead is said', (wish, message, hint) => {
  expect(refusal(wish)).toMatchObject({ code: 'usage', message: expect.stringContaining(message), hint });
});
