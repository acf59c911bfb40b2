import { describe, expect, it } from 'vitest';
import type { Build } from '../../../src/state/builds/builds.js';
import type { Event } from '../../../src/state/core/event.js';
import { startOutcome } from '../../../src/state/services/outcome.js';
import { viewServices } from '../../../src/state/services/view.js';
import { createOf, swapOf } from '../../fakes/effects.js';
import { BuildsWorld, shop, type Untimed } from './builds-world.js';

/** Build 2 answers, build 1 is kept. */
function twoBuilds(): BuildsWorld {
  const world = new BuildsWorld('catalog').settled().runs('catalog');
  world.reported('catalog', 'live', { build: 1 }).changed('catalog/a.go').step();
  world.succeeds('catalog').step();
  world.finish('swap:catalog').reported('catalog', 'live', { build: 2 });
  return world.happens({ kind: 'builds.pruned', service: 'catalog', kept: [2, 1] });
}

/** The effect found that the source is that of a kept build. */
function reuses(world: BuildsWorld, number: number): BuildsWorld {
  const one = world.of('catalog');
  const same = one.history.find((build) => build.number === number) ?? kept(number);
  world.happens({
    kind: 'build.reused',
    service: 'catalog',
    build: one.nextNumber,
    same,
    requestedAt: one.pending?.requestedAt ?? 0,
    phasesMs: { wait: 3 },
  });
  return world.finish('build:catalog');
}

function kept(number: number): Build {
  return {
    number,
    cause: 'first build',
    files: [],
    requestedAt: 0,
    startedAt: 0,
    finishedAt: 0,
    outcome: 'live',
    phasesMs: {},
    errors: [],
  };
}

function codeOf(world: BuildsWorld) {
  const view = viewServices(world.snapshot).find(({ name }) => name === 'catalog');
  if (view?.code === undefined) throw new Error('catalog is not built from source');
  return view.code;
}

function recovered(pinned: boolean): Event & { kind: 'builds.recovered' } {
  return {
    kind: 'builds.recovered',
    at: 0,
    service: 'catalog',
    nextNumber: 8,
    current: 7,
    pinned,
    history: [kept(7), kept(6)],
    sources: ['as built'],
  };
}

describe('source that is that of a kept build', () => {
  it('brings that build back without compiling', () => {
    const world = twoBuilds().changed('catalog/a.go');
    world.step();
    expect(reuses(world, 1).planned()).toEqual(['swap:catalog #1 (first build)']);
    expect(world.history('catalog')[0]).toBe('build 3 unchanged: catalog/a.go changed');
    expect(codeOf(world)).toMatchObject({ state: 'building', live: 2 });
    world.step();
    world.finish('swap:catalog').reported('catalog', 'live', { build: 1 });
    expect(codeOf(world)).toMatchObject({ state: 'live', live: 1, latest: { number: 1 } });
  });

  it('clears the error of an edit that was taken back', () => {
    const world = twoBuilds().changed('catalog/a.go');
    world.step();
    world.fails('catalog');
    expect(codeOf(world).state).toBe('stale');
    world.changed('catalog/a.go').step();
    expect(codeOf(reuses(world, 2))).toMatchObject({ state: 'live', live: 2, errors: [] });
  });

  it('leaves what changed while it was looked at to be built', () => {
    const world = twoBuilds().changed('catalog/a.go');
    world.step();
    const looked = world.of('catalog').pending?.requestedAt ?? 0;
    world.changed('catalog/b.go').happens({
      kind: 'build.reused',
      service: 'catalog',
      build: 3,
      same: kept(1),
      requestedAt: looked,
      phasesMs: {},
    });
    world.finish('build:catalog');
    expect(world.planned()).toContain('build:catalog #4 (catalog/b.go and 1 more changed)');
  });

  it('is not worth a word where nothing changed since the last controller', () => {
    const world = new BuildsWorld();
    world.happens(recovered(false));
    world.happens({ kind: 'environment.declared', environment: shop(['catalog']) });
    world.runs('catalog').reported('catalog', 'live', { build: 7 }).step();
    const told = world.snapshot.log.length;
    world.answers('catalog', 'as built');
    expect(world.history('catalog')).toEqual(['build 7 live: first build', 'build 6 live: first build']);
    expect(codeOf(world)).toMatchObject({ state: 'live', live: 7 });
    expect(world.snapshot.log).toHaveLength(told);
  });
});

describe('a pinned service', () => {
  const pinned = () => twoBuilds().happens({ kind: 'pin.requested', service: 'catalog', build: 1 });

  it('goes to the build that was chosen, and says so in every view', () => {
    const world = pinned();
    expect(world.planned()).toEqual(['swap:catalog #1 (first build)']);
    expect(world.plan()[0]).toMatchObject({ kind: 'swap', pinned: true });
    world.step();
    world.finish('swap:catalog').reported('catalog', 'live', { build: 1 });
    expect(codeOf(world)).toMatchObject({
      state: 'pinned',
      live: 1,
      latest: { number: 1 },
      note: 'pinned to build 1: newer source waits until bin/sim unpin catalog',
    });
  });

  it('is not built, whatever changes, until it is let go', () => {
    const world = pinned();
    world.step();
    world.finish('swap:catalog').reported('catalog', 'live', { build: 1 }).changed('catalog/a.go');
    expect(world.planned()).toEqual([]);
    expect(codeOf(world).state).toBe('pinned');
    world.happens({ kind: 'unpin.requested', service: 'catalog' });
    expect(world.planned()).toContain('build:catalog #3 (catalog/a.go changed)');
  });

  it('follows the source again even where nothing changed meanwhile', () => {
    const world = pinned().happens({ kind: 'unpin.requested', service: 'catalog' });
    expect(world.planned()).toContain('build:catalog #3 (no longer pinned)');
  });

  it('ends the build that is under way, and is right even where that was too late', () => {
    const world = twoBuilds().changed('catalog/a.go');
    world.step();
    world.starts('catalog');
    world.happens({ kind: 'pin.requested', service: 'catalog', build: 1 });
    expect(world.planned()).toContain('cancel:build:catalog (pinned to build 1)');
    world.step();
    world.happens({ kind: 'effect.finished', effect: swapOf('catalog') });
    world.succeeds('catalog');
    expect(world.of('catalog')).toMatchObject({ current: 1, pinned: 1, swapWanted: 1 });
  });

  it('is let go by a build asked for by hand', () => {
    const world = pinned().happens({ kind: 'rebuild.requested', service: 'catalog' });
    expect(world.of('catalog').pinned).toBeUndefined();
    expect(world.planned()).toContain('build:catalog #3 (asked for by hand)');
  });

  it('stays so when another controller takes over', () => {
    const world = new BuildsWorld();
    world.happens(recovered(true));
    world.happens({ kind: 'environment.declared', environment: shop(['catalog']) });
    world.runs('catalog').reported('catalog', 'live', { build: 7 });
    expect(world.planned()).toEqual(['list:catalog (only Go knows whether the change matters)']);
    expect(codeOf(world)).toMatchObject({ state: 'pinned', live: 7 });
  });

  it('cannot be a build that is not kept', () => {
    const world = twoBuilds();
    const before = world.of('catalog');
    world.happens({ kind: 'pin.requested', service: 'catalog', build: 9 });
    expect(world.of('catalog')).toBe(before);
  });
});

describe('a container that ran before the controller did', () => {
  it('is told again what is current, so that its runner tells what answers', () => {
    const world = new BuildsWorld();
    world.snapshot = { ...world.snapshot, startedAt: 1000 };
    world.happens(recovered(false));
    world.happens({ kind: 'environment.declared', environment: shop(['catalog']) }).runs('catalog');
    expect(world.planned()).toContain('swap:catalog #7 (first build)');
  });
});

describe('a start with a build of an earlier controller', () => {
  const world = () => {
    const begun = new BuildsWorld();
    begun.happens(recovered(false));
    return begun.happens({ kind: 'environment.declared', environment: shop(['catalog']) });
  };
  const runtimeFound: Untimed = {
    kind: 'image.found',
    service: 'catalog',
    reference: 'runtime',
    source: 'present',
    digest: undefined,
    durationMs: 1,
  };
  const looked = ['list:catalog (only Go knows whether the change matters)'];

  it('looks for newer source once the containers are there, all of them: they come first', () => {
    const begun = world();
    expect(begun.planned()).toEqual([]);
    begun.happens(runtimeFound);
    expect(begun.planned()).toEqual([]);
    for (const service of ['catalog', 'nginx']) {
      begun.happens({ kind: 'effect.started', effect: createOf(service) });
    }
    begun.isMade('catalog');
    begun.finish(createOf('catalog').key);
    expect(begun.planned()).toEqual([]);
    begun.finish(createOf('nginx').key);
    expect(begun.planned()).toEqual(looked);
  });

  it.for<Untimed>([
    { kind: 'image.unavailable', service: 'catalog', detail: 'none', hint: 'none' },
    { kind: 'container.create-failed', service: 'catalog', detail: 'none' },
    { kind: 'stop.requested', service: 'catalog' },
  ])('looks for it too where there will be no container: $kind', (event) => {
    expect(world().happens(event).planned()).toEqual(looked);
  });

  it('is ready when Go says that the source is one of that build, and builds nothing', () => {
    const begun = world().happens(runtimeFound).runs('catalog').reported('catalog', 'live', { build: 7 });
    begun.happens({ kind: 'container.created', service: 'catalog', durationMs: 1 });
    begun.step();
    begun.answers('catalog', 'as built');
    expect(begun.planned()).toEqual([]);
    expect(startOutcome(begun.snapshot)).toBe('ready');
  });

  it('is ready when the newest source answers, and has failed where that does not build', () => {
    const begun = world().happens(runtimeFound).runs('catalog').reported('catalog', 'live', { build: 7 });
    expect(startOutcome(begun.snapshot)).toBe('starting');
    begun.happens({ kind: 'container.created', service: 'catalog', durationMs: 1 });
    expect(startOutcome(begun.snapshot)).not.toBe('ready');
    begun.step();
    expect(startOutcome(begun.snapshot)).not.toBe('ready');
    begun.answers('catalog', 'another').step();
    begun.fails('catalog');
    expect(startOutcome(begun.snapshot)).toBe('failed');
    begun.changed('catalog/a.go').step();
    begun.succeeds('catalog').step();
    expect(startOutcome(begun.snapshot)).not.toBe('ready');
    begun.finish('swap:catalog').reported('catalog', 'live', { build: 9 });
    expect(startOutcome(begun.snapshot)).toBe('ready');
  });
});
