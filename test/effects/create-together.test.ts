import { expect, test } from 'vitest';
import { createTogether } from '../../src/effects/create-together.js';
import { SimError } from '../../src/errors.js';

function creation(refused: readonly string[] = [], engineAnswers = true, left: readonly string[] = []) {
  const calls: string[] = [];
  const create = createTogether({
    make: async (services, without, signal) => {
      calls.push([...services, ...[...without].map((service) => `-${service}`)].join(' '));
      await Promise.resolve();
      if (signal.aborted) throw new SimError('interrupted', 'stopped');
      const guilty = services.find((service) => refused.includes(service));
      if (guilty !== undefined) throw new SimError('compose-failed', `${guilty} is refused`);
    },
    makeAnew: async ([service = '']) => {
      calls.push(`${service} anew`);
      if (refused.includes(service)) throw new SimError('compose-failed', `${service} is refused`);
    },
    known: () => new Map(),
    there: async () => new Map(left.map((service) => [service, 'made by the call that failed'])),
    look: async () => void calls.push('look'),
    requireAnswer: async () => {
      if (!engineAnswers) throw new SimError('engine-lost', 'the engine does not answer');
    },
    inOrder: (services) => [...services].sort(),
  });
  const ask = (service: string, signal = new AbortController().signal) =>
    create(service, { dispatch: () => undefined, now: () => 1, signal }).then(
      () => `${service} is there`,
      (error: unknown) => (error instanceof SimError ? error.message : String(error)),
    );
  return { ask, calls };
}

test('containers that are asked for at once are made by one call', async () => {
  const { ask, calls } = creation();
  expect(await Promise.all([ask('web'), ask('db')])).toEqual(['web is there', 'db is there']);
  expect(calls).toEqual(['web db', 'look']);
});

test('of several the one that is refused is the only one that fails, each tried after what it depends on', async () => {
  const { ask, calls } = creation(['db']);
  const outcomes = await Promise.all([ask('web'), ask('db'), ask('app')]);
  expect(outcomes).toEqual(['web is there', 'db is refused', 'app is there']);
  expect(calls).toEqual(['web db app', 'app', 'look', 'db', 'web -db', 'look']);
});

test('what a call has left that failed is made anew: it may lack its secrets', async () => {
  const { ask, calls } = creation(['db'], true, ['app', 'db']);
  const outcomes = await Promise.all([ask('web'), ask('db'), ask('app')]);
  expect(outcomes).toEqual(['web is there', 'db is refused', 'app is there']);
  expect(calls).toEqual(['web db app', 'app anew', 'look', 'db anew', 'web -db', 'look']);
});

test('a single one that is refused is not tried again', async () => {
  const { ask, calls } = creation(['db']);
  expect(await ask('db')).toBe('db is refused');
  expect(calls).toEqual(['db']);
});

test('an engine that is gone is no fault of any service', async () => {
  const { ask, calls } = creation(['db'], false);
  const lost = 'the engine does not answer';
  expect(await Promise.all([ask('web'), ask('db')])).toEqual([lost, lost]);
  expect(calls).toEqual(['web db']);
});

test('the call ends when nobody wants any of them, and not when only one is given up', async () => {
  const gone = new AbortController();
  const { ask } = creation();
  const both = [ask('web', gone.signal), ask('db')];
  gone.abort();
  expect(await Promise.all(both)).toEqual(['web is there', 'db is there']);
  const again = [ask('web', gone.signal), ask('db', gone.signal)];
  expect(await Promise.all(again)).toEqual(['stopped', 'stopped']);
});
