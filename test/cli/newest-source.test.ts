import { expect, test } from 'vitest';
import { BuildsWorld } from '../state/builds/builds-world.js';
import { standing } from './typed.js';

/** Build 1 of catalog answers, and its source was changed. */
function changed() {
  const world = new BuildsWorld('catalog').settled().runs('catalog');
  world.reported('catalog', 'live', { build: 1 }).changed('catalog/a.go').step();
  return world;
}

test('wait waits for the newest source, though an older one answers', async () => {
  await using shop = await standing(changed().snapshot);
  await expect(shop.type('wait', 'catalog', '--timeout', '0.2')).rejects.toMatchObject({
    code: 'timed-out',
    detail: 'catalog: newer code is on its way; build 1 answers meanwhile',
  });
});

test('wait fails where the newest source does not compile', async () => {
  await using shop = await standing(changed().fails('catalog').snapshot);
  await expect(shop.type('wait', 'catalog')).rejects.toMatchObject({
    code: 'failed',
    detail: 'catalog: STALE: build 1 answers, because build 2 failed: code/catalog/main.go:3:1: undefined: x',
  });
});

test('a build by hand ends a pin and says so; afterwards there is none to end', async () => {
  const world = changed();
  world.succeeds('catalog').step();
  world.finish('swap:catalog').reported('catalog', 'live', { build: 2 });
  world.happens({ kind: 'builds.pruned', service: 'catalog', kept: [2, 1] });
  world.happens({ kind: 'pin.requested', service: 'catalog', build: 1 }).step();
  world.finish('swap:catalog').reported('catalog', 'live', { build: 1 });
  await using shop = await standing(world.snapshot);
  expect(await shop.type('unpin', 'catalog')).toMatchObject({
    stdout: 'catalog: follows the source again\n',
  });
  expect(await shop.type('rebuild', 'catalog')).toMatchObject({
    stdout: 'catalog: building again\ncatalog: no longer pinned to build 1\n',
  });
});

test('a build that never answered cannot be pinned and is not offered', async () => {
  const world = changed();
  world.succeeds('catalog').step();
  world.finish('swap:catalog').reported('catalog', 'failed', { build: 2, detail: 'panic: boom' });
  await using shop = await standing(
    world.happens({ kind: 'builds.pruned', service: 'catalog', kept: [2, 1] }).snapshot,
  );
  await expect(shop.type('pin', 'catalog', '2')).rejects.toMatchObject({
    code: 'usage',
    message: "build 2 of 'catalog' never answered: panic: boom",
    hint: 'kept are 1',
  });
});
