import { expect, test } from 'vitest';
import { createFlights } from '../../src/images/flights.js';

const forever = new AbortController().signal;

test('equal work at the same time is done once', async () => {
  const flights = createFlights<number>();
  let done = 0;
  const work = async () => ++done;
  expect(await Promise.all([flights.join('a', forever, work), flights.join('a', forever, work)])).toEqual([
    1, 1,
  ]);
});

test('work after work is done again', async () => {
  const flights = createFlights<number>();
  let done = 0;
  const work = async () => ++done;
  await flights.join('a', forever, work);
  expect(await flights.join('a', forever, work)).toBe(2);
});

test('one that gives up leaves the others their work', async () => {
  const flights = createFlights<string>();
  const giving = new AbortController();
  const gate = Promise.withResolvers<string>();
  let aborted = false;
  const work = (signal: AbortSignal) => {
    signal.addEventListener('abort', () => {
      aborted = true;
    });
    return gate.promise;
  };
  const first = flights.join('a', giving.signal, work);
  const second = flights.join('a', forever, work);
  giving.abort(new Error('enough'));
  await expect(first).rejects.toThrow('enough');
  expect(aborted).toBe(false);
  gate.resolve('done');
  expect(await second).toBe('done');
});

test('work that nobody waits for any more is aborted', async () => {
  const flights = createFlights<string>();
  const giving = new AbortController();
  const seen = Promise.withResolvers<string>();
  const work = (signal: AbortSignal) =>
    new Promise<string>((_, reject) => {
      signal.addEventListener('abort', () => {
        seen.resolve('aborted');
        reject(new Error('aborted'));
      });
    });
  const flight = flights.join('a', giving.signal, work);
  giving.abort(new Error('enough'));
  await expect(flight).rejects.toThrow('enough');
  expect(await seen.promise).toBe('aborted');
});

test('a failure reaches everybody and is not kept', async () => {
  const flights = createFlights<string>();
  const failing = () => Promise.reject(new Error('broken'));
  await expect(flights.join('a', forever, failing)).rejects.toThrow('broken');
  expect(await flights.join('a', forever, async () => 'well')).toBe('well');
});

test('who comes while given-up work still tidies up waits for that, then gets work of their own', async () => {
  const flights = createFlights<string>();
  const giving = new AbortController();
  const tidied = Promise.withResolvers<string>();
  const first = flights.join('a', giving.signal, () => tidied.promise);
  giving.abort(new Error('enough'));
  await expect(first).rejects.toThrow('enough');
  let begun = false;
  const second = flights.join('a', forever, async () => {
    begun = true;
    return 'anew';
  });
  expect(begun).toBe(false);
  tidied.reject(new Error('aborted'));
  expect(await second).toBe('anew');
});

test('everybody who waits hears how it goes on, and who comes late what was told last', async () => {
  const flights = createFlights<string>();
  const gate = Promise.withResolvers<void>();
  const told: string[] = [];
  const hear = (who: string) => (text: string) => void told.push(`${who}: ${text}`);
  const work = async (_: AbortSignal, tell: (text: string) => void) => {
    tell('pulling');
    await gate.promise;
    tell('half of it');
    return 'done';
  };
  const first = flights.join('a', forever, work, hear('first'));
  await Promise.resolve();
  const second = flights.join('a', forever, work, hear('second'));
  gate.resolve();
  await Promise.all([first, second]);
  expect(told).toEqual(['first: pulling', 'second: pulling', 'first: half of it', 'second: half of it']);
});
