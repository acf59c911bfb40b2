import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { SimError } from '../../../src/errors.js';
import { NetworksAhead } from '../../../src/inputs/declaration/networks-ahead.js';
import { FakeEngine } from '../../fakes/container-engine.js';

const output = { networks: { default: { name: 'sim-shop_default' }, far: { name: 'far', external: true } } };
let engine: FakeEngine;
let networks: NetworksAhead;

beforeEach(() => {
  engine = new FakeEngine();
  networks = new NetworksAhead({
    ...{ name: 'shop', stateDir: '/project/.sim/shop', composeVersion: '2.26.1', engine },
  });
});

test('plain networks are made once it is permitted, with the labels by which they are found again', async () => {
  const permitted = Promise.withResolvers<boolean>();
  networks.begin(output, permitted.promise);
  await Promise.resolve();
  expect(engine.networks.size).toBe(0);
  permitted.resolve(true);
  await networks.settled();
  const ours = { 'dev.sim.environment': 'shop', 'dev.sim.state': '/project/.sim/shop' };
  expect([...engine.networks]).toEqual([['sim-shop_default', expect.objectContaining(ours)]]);
});

test('what is told a second time is not made a second time', async () => {
  networks.begin(output, Promise.resolve(true));
  networks.begin({ networks: { other: { name: 'other' } } }, Promise.resolve(true));
  await networks.settled();
  expect([...engine.networks.keys()]).toEqual(['sim-shop_default']);
});

test('nothing is made where it turns out that nothing is wanted', async () => {
  networks.begin(output, Promise.resolve(false));
  await networks.settled();
  expect(engine.networks.size).toBe(0);
});

test('what was taken back is not begun again', async () => {
  await networks.takeBack();
  networks.begin(output, Promise.resolve(true));
  await networks.settled();
  expect(engine.networks.size).toBe(0);
});

test('an engine that hangs does not keep a failure from being told', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  engine.createNetwork = () => new Promise(() => undefined);
  networks.begin(output, Promise.resolve(true));
  const taking = networks.takeBack();
  await vi.advanceTimersByTimeAsync(3000);
  await taking;
});

test('nothing is made where it is not permitted', async () => {
  networks.begin(output, Promise.reject(new SimError('name-taken', 'somebody else has it')));
  await networks.settled();
  expect(engine.networks.size).toBe(0);
});

test('where nothing comes of the declaration, what was made for it goes, and what was there stays', async () => {
  engine.networks.set('old', {});
  networks.begin({ networks: { a: { name: 'new' }, b: { name: 'old' } } }, Promise.resolve(true));
  await networks.takeBack();
  expect([...engine.networks.keys()]).toEqual(['old']);
});

test('an engine that makes none leaves it to Compose', async () => {
  engine.createNetwork = () => Promise.reject(new SimError('failed', 'no addresses are left'));
  networks.begin(output, Promise.resolve(true));
  await networks.settled();
  await networks.takeBack();
  expect(engine.networks.size).toBe(0);
});
