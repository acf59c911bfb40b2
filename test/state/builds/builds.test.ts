import { describe, expect, it } from 'vitest';
import type { Environment } from '../../../src/environment/environment.js';
import type { SourceList } from '../../../src/state/builds/builds.js';
import { buildOf, swapOf } from '../../fakes/effects.js';
import { BuildsWorld, shop } from './builds-world.js';
import { sourceList } from './source-list.js';

describe('the first builds', () => {
  it('start at once, before any container exists', () => {
    expect(new BuildsWorld('catalog', 'gateway').step()).toEqual(['build:catalog #1 (first build)']);
  });

  it('are planned once, however often the plan is made', () => {
    const world = new BuildsWorld('catalog');
    world.step();
    expect(world.planned()).toEqual([]);
    world.starts('catalog');
    expect(world.planned()).toEqual([]);
  });

  it('run one at a time, so that each finds compiled what it shares with those before', () => {
    const world = new BuildsWorld('a', 'b', 'c');
    world.step();
    expect(world.planned()).toEqual([]);
    world.succeeds('a');
    expect(world.planned()).toEqual(['build:b #1 (first build)']);
  });

  it('do not hold up later ones when one of them has failed', () => {
    const world = new BuildsWorld('a', 'b', 'c');
    world.step();
    world.fails('a');
    expect(world.planned()).toEqual(['build:b #1 (first build)']);
  });

  it('are done again where the Dockerfile builds the service otherwise', () => {
    const world = new BuildsWorld('catalog').settled();
    const environment = shop(['catalog']);
    const catalog = environment.services.catalog;
    if (catalog?.go === undefined) throw new Error('it is no Go service');
    const go = { ...catalog.go, builtBy: 'with other flags' };
    world.happens({
      kind: 'environment.declared',
      environment: { ...environment, services: { catalog: { ...catalog, go } } },
    });
    expect(world.planned()).toEqual(['build:catalog #2 (its Dockerfile builds it otherwise)']);
  });

  it('do not happen without watching', () => {
    const world = new BuildsWorld('catalog');
    world.happens({ kind: 'environment.declared', environment: shop(['catalog'], false) });
    expect(world.snapshot.builds).toEqual({});
  });

  it('stop being planned when the environment goes down, and are still wanted when it comes back', () => {
    const world = new BuildsWorld('catalog');
    world.step();
    const build = world.starts('catalog');
    world.happens({ kind: 'down.requested', volumes: false });
    world.happens({ kind: 'build.cancelled', service: 'catalog', build }).finish('build:catalog');
    expect(world.planned()).toEqual([]);
    world.happens({ kind: 'up.requested' });
    expect(world.planned()).toContain('build:catalog #1 (first build)');
  });
});

describe('a change of source', () => {
  const world = () => new BuildsWorld('catalog', 'gateway').settled();

  it('rebuilds the one service whose folder it is in', () => {
    expect(world().changed('catalog/store.go').planned()).toEqual([
      'build:catalog #2 (catalog/store.go changed)',
    ]);
  });

  it('in a shared package rebuilds every dependent', () => {
    expect(world().changed('shared/money.go').planned()).toEqual([
      'build:catalog #2 (shared/money.go changed)',
      'build:gateway #2 (shared/money.go changed)',
    ]);
  });

  it('of go.mod rebuilds all services of that module', () => {
    expect(world().changed('go.mod').planned()).toEqual([
      'build:catalog #2 (go.mod changed)',
      'build:gateway #2 (go.mod changed)',
    ]);
  });

  it.each([
    'catalog/store_test.go',
    'catalog/README.md',
    'catalog/.hidden.go',
    'catalog/_old.go',
    'elsewhere/x.go',
  ])('in %s builds nothing', (file) => {
    const before = world();
    expect(before.changed(file).planned()).toEqual([]);
  });

  it('of an embedded file, or of a new one that its pattern takes in, rebuilds', () => {
    const before = world().happens({
      kind: 'packages.listed',
      service: 'catalog',
      by: 'build',
      source: 'source',
      problem: undefined,
      list: sourceList({
        folders: ['/shop/code/catalog'],
        embeds: ['/shop/code/catalog/page.html', '/shop/code/catalog/sql/*.sql', '/shop/code/catalog/static'],
      }),
    });
    for (const file of ['catalog/page.html', 'catalog/sql/002.sql', 'catalog/static/deep/logo.svg']) {
      expect(before.changed(file).of('catalog').pending?.files).toContain(`/shop/code/${file}`);
    }
    const files = before.of('catalog').pending?.files;
    expect(before.changed('catalog/sql/README.md', 'catalog/statics').of('catalog').pending?.files).toEqual(
      files,
    );
  });

  it('is taken into the build that was planned for an earlier one', () => {
    const before = world().changed('catalog/a.go');
    before.step();
    before.changed('catalog/b.go');
    expect(before.planned()).toEqual([]);
    before.starts('catalog');
    expect(before.of('catalog').pending).toBeUndefined();
    expect(before.history('catalog')[0]).toBe('build 2 building: catalog/b.go and 1 more changed');
  });

  it('goes first for the service edited last', () => {
    const before = new BuildsWorld('a', 'b', 'c')
      .settled()
      .changed('a/x.go')
      .changed('b/x.go')
      .changed('c/x.go');
    expect(before.planned()).toEqual(['build:c #2 (c/x.go changed)', 'build:b #2 (b/x.go changed)']);
  });
});

describe('a change of which only Go knows whether it matters', () => {
  const listed = (parts: Partial<SourceList>, source?: string, problem?: string) => ({
    kind: 'packages.listed' as const,
    ...{ service: 'catalog', by: 'build' as const, source, problem },
    list: sourceList({ folders: ['/shop/code/catalog'], deciding: ['/shop/code/go.mod'], ...parts }),
  });
  const world = (parts: Partial<SourceList> = {}, problem?: string) =>
    new BuildsWorld('catalog')
      .settled()
      .happens(listed(parts, problem === undefined ? 'built' : undefined, problem));
  const answered = (asked: BuildsWorld, parts: Partial<SourceList>, source?: string, problem?: string) =>
    asked.happens({ ...listed(parts, source, problem), by: 'question' }).finish('list:catalog');
  const other = '/shop/code/catalog/other_windows.go';

  it.each([
    ['a source that is left out', { leftOut: [other] }, 'catalog/other_windows.go'],
    ['a source for another machine', {}, 'catalog/new_arm64.go'],
    [
      'a hidden file below an embedded folder',
      { embeds: ['/shop/code/catalog/page'] },
      'catalog/page/.hidden',
    ],
    ['a module file that would count if it were there', { awaited: ['/shop/code/go.work'] }, 'go.work'],
    ['a link', { links: ['/shop/code/vendor'] }, 'vendor'],
  ])('%s: Go is asked, and nothing is built where its answer is the same', (_, parts, file) => {
    const asked = world(parts).changed(file);
    expect(asked.step()).toEqual(['list:catalog (only Go knows whether the change matters)']);
    expect(answered(asked, parts, 'built').planned()).toEqual([]);
    asked.changed(file).step();
    expect(answered(asked, parts, 'another').planned()).toEqual([`build:catalog #2 (${file} changed)`]);
  });

  it('is asked about anywhere in a module while Go has a complaint, and built where the complaint has gone', () => {
    const parts = { modules: ['/shop/code'] };
    const asked = world(parts, 'no such package').changed('fresh/fresh.go');
    asked.step();
    expect(answered(asked, parts, undefined, 'no such package').planned()).toEqual([]);
    asked.changed('fresh/more.go').step();
    expect(answered(asked, {}, 'whole').planned()).toEqual(['build:catalog #2 (fresh/more.go changed)']);
    expect(world({}).changed('fresh/fresh.go').planned()).toEqual([]);
  });

  it('is in the build of another change that comes meanwhile', () => {
    const asked = world({ leftOut: [other] }).changed('catalog/other_windows.go', 'catalog/a.go');
    expect(asked.planned()).toEqual(['build:catalog #2 (catalog/a.go and 1 more changed)']);
  });
});

describe('what is declared otherwise while a build of it begins', () => {
  it('is built again, and the build of what was declared before is given up', () => {
    const world = new BuildsWorld('catalog')
      .settled()
      .runs('catalog')
      .reported('catalog', 'live', { build: 1 });
    world.happens({ kind: 'container.created', service: 'catalog', durationMs: 1 });
    world.changed('catalog/a.go').step();
    const { go } = shop(['catalog']).services.catalog ?? {};
    if (go === undefined) throw new Error('catalog is built here');
    const services = {
      catalog: { ...shop(['catalog']).services.catalog, go: { ...go, directory: '/shop/code/other' } },
    };
    world.happens({
      kind: 'environment.declared',
      environment: { ...shop(['catalog']), services } as Environment,
    });
    expect(world.planned()).toEqual(['cancel:build:catalog (another folder is declared meanwhile)']);
    world.starts('catalog');
    expect(world.of('catalog').pending).toMatchObject({ cause: 'another folder is declared' });
  });
});

describe('a tree that is at rest again', () => {
  const at = (world: BuildsWorld, more: number) => (world.snapshot.at ?? 0) + more;

  it('is asked about once more, for what nobody may have seen, and only once', () => {
    const world = new BuildsWorld('catalog').settled().changed('catalog/README.md');
    expect(world.happens({ kind: 'clock.ticked', at: at(world, 1000) }).planned()).toEqual([]);
    world.happens({ kind: 'clock.ticked', at: at(world, 1000) });
    expect(world.step()).toEqual(['list:catalog (only Go knows whether the change matters)']);
    expect(world.answers('catalog', 'source of catalog').planned()).toEqual([]);
    expect(world.happens({ kind: 'clock.ticked', at: at(world, 9000) }).planned()).toEqual([]);
  });

  it('is built where Go says something else by then', () => {
    const world = new BuildsWorld('catalog').settled().changed('catalog/README.md');
    world.happens({ kind: 'clock.ticked', at: at(world, 2000) }).step();
    expect(world.answers('catalog', 'another').planned()).toEqual([
      'build:catalog #2 (the source has changed meanwhile)',
    ]);
  });
});

describe('a change during a build', () => {
  it('cancels it and builds the newest source, under the same number and with both causes', () => {
    const world = new BuildsWorld('catalog').settled().changed('catalog/a.go');
    world.step();
    const build = world.starts('catalog');
    world.changed('catalog/b.go');
    expect(world.planned()).toContain('cancel:build:catalog (catalog/b.go and 1 more changed meanwhile)');
    world.happens({ kind: 'build.cancelled', service: 'catalog', build }).finish('build:catalog');
    world.step();
    world.succeeds('catalog');
    expect(world.history('catalog')).toEqual([
      'build 2 built: catalog/b.go and 1 more changed',
      'build 1 built: first build',
    ]);
  });

  it('a thousand times ends in one build of the final state', () => {
    const world = new BuildsWorld('catalog').settled();
    for (let i = 0; i < 1000; i++) {
      world.changed(`catalog/f${i}.go`);
      world.step();
      const build = world.of('catalog').building;
      if (build !== undefined) {
        world.happens({ kind: 'build.cancelled', service: 'catalog', build }).finish('build:catalog');
        world.step();
      }
      world.starts('catalog');
    }
    world.succeeds('catalog');
    expect(world.history('catalog')).toEqual([
      'build 2 built: catalog/f999.go and 999 more changed',
      'build 1 built: first build',
    ]);
  });
});

describe('a finished build', () => {
  it('is swapped in where its container runs', () => {
    const world = new BuildsWorld('catalog').settled().runs('catalog');
    expect(world.planned()).toEqual(['swap:catalog #1 (first build)']);
    world.step();
    expect(world.planned()).toEqual([]);
  });

  it('is not told to a runner that does not listen yet, for a signal would end it', () => {
    const world = new BuildsWorld('catalog').settled().runs('catalog', 'starting');
    expect(world.planned()).toEqual([]);
    world.reported('catalog', 'starting', { build: 1 });
    expect(world.planned()).toEqual(['swap:catalog #1 (first build)']);
  });

  it('waits for its container, which reads it when it starts', () => {
    const world = new BuildsWorld('catalog').settled();
    expect(world.planned()).toEqual([]);
    world.runs('catalog').reported('catalog', 'live', { build: 1 });
    expect(world.planned()).toEqual([]);
  });

  it('with the same binary swaps nothing', () => {
    const world = new BuildsWorld('catalog')
      .settled()
      .runs('catalog')
      .reported('catalog', 'live', { build: 1 });
    world.changed('catalog/a.go').step();
    world.succeeds('catalog', { unchanged: true });
    expect(world.planned().filter((text) => text.startsWith('swap'))).toEqual([]);
    expect(world.history('catalog')[0]).toBe('build 2 unchanged: catalog/a.go changed');
  });

  it('with the binary that runs takes back a newer one on its way', () => {
    const world = new BuildsWorld('catalog')
      .settled()
      .runs('catalog')
      .reported('catalog', 'live', { build: 1 });
    world.changed('catalog/a.go').step();
    world.succeeds('catalog').step();
    world.changed('catalog/a.go').step();
    const build = world.starts('catalog');
    world.happens({
      kind: 'build.succeeded',
      service: 'catalog',
      build,
      unchanged: true,
      current: 1,
      path: 'go',
      reason: 'an edit',
      phasesMs: {},
    });
    world.finish('build:catalog').finish('swap:catalog').reported('catalog', 'live', { build: 2 });
    expect(world.planned()).toContain('swap:catalog #1 (first build)');
  });

  it('is told to the container again where telling failed, once something has changed', () => {
    const world = new BuildsWorld('catalog').settled().runs('catalog');
    world.step();
    world.happens({ kind: 'effect.failed', effect: swapOf('catalog'), detail: 'the engine is gone' });
    expect(world.planned()).toEqual(['swap:catalog #1 (first build)']);
  });
});

describe('a failed build', () => {
  it('keeps the old one live and its own errors', () => {
    const world = new BuildsWorld('catalog')
      .settled()
      .runs('catalog')
      .reported('catalog', 'live', { build: 1 });
    world.changed('catalog/a.go').step();
    world.fails('catalog');
    expect(world.of('catalog').live).toBe(1);
    expect(world.of('catalog').current).toBe(1);
    expect(world.of('catalog').history[0]?.errors[0]?.message).toBe('undefined: x');
    expect(world.planned().filter((text) => !text.startsWith('list'))).toEqual([]);
  });

  it('is built again by the next change', () => {
    const world = new BuildsWorld('catalog').settled().changed('catalog/a.go');
    world.step();
    world.fails('catalog').changed('catalog/a.go');
    expect(world.planned()).toContain('build:catalog #3 (catalog/a.go changed)');
  });

  it('for a reason of the simulator shows that reason', () => {
    const world = new BuildsWorld('catalog');
    world.step();
    world.starts('catalog');
    world.happens({ kind: 'effect.failed', effect: buildOf('catalog'), detail: 'it broke' });
    expect(world.of('catalog').building).toBeUndefined();
    expect(world.of('catalog').history[0]?.errors[0]?.message).toBe('it broke');
  });
});

describe('a rebuild by hand', () => {
  it('swaps even the same binary in', () => {
    const world = new BuildsWorld('catalog')
      .settled()
      .happens({ kind: 'rebuild.requested', service: 'catalog' });
    const effect = world.plan().find(({ kind }) => kind === 'build');
    expect(effect).toMatchObject({ cause: 'asked for by hand', sameAs: undefined });
  });
});

describe('after a restart of the controller', () => {
  it('numbers go on, and the build that runs keeps its name', () => {
    const world = new BuildsWorld();
    world.happens({
      kind: 'builds.recovered',
      service: 'catalog',
      nextNumber: 8,
      current: 7,
      pinned: false,
      history: [],
      sources: ['as built'],
    });
    world.happens({ kind: 'environment.declared', environment: shop(['catalog']) });
    world.runs('catalog').reported('catalog', 'live', { build: 7 });
    expect(world.planned()).toEqual(['list:catalog (only Go knows whether the change matters)']);
    world.step();
    expect(world.answers('catalog', 'another').planned()).toEqual([
      'build:catalog #8 (the source has changed meanwhile)',
    ]);
    expect(world.of('catalog').live).toBe(7);
  });
});

describe('a second `up` of a running controller', () => {
  it('changes nothing about the builds it knows', () => {
    const world = new BuildsWorld('catalog').settled();
    const before = world.snapshot.builds;
    world.happens({
      kind: 'builds.recovered',
      service: 'catalog',
      nextNumber: 2,
      current: 1,
      pinned: false,
      history: [],
      sources: ['as built'],
    });
    world.happens({ kind: 'environment.declared', environment: shop(['catalog']) });
    expect(world.snapshot.builds).toEqual(before);
  });
});

describe('a question to Go', () => {
  it('that is broken off because all goes down is asked again when it comes up', () => {
    const world = new BuildsWorld();
    const known = { nextNumber: 2, current: 1, pinned: false, history: [], sources: ['as built'] };
    world.happens({ kind: 'builds.recovered', service: 'catalog', ...known });
    world.happens({ kind: 'environment.declared', environment: shop(['catalog']) });
    // What may well be the newest is asked about once all containers are there.
    world.happens({ kind: 'container.create-failed', service: 'catalog', detail: 'x' });
    const asked = world.step();
    expect(asked).toHaveLength(1);
    const [key = ''] = Object.keys(world.snapshot.inFlight);
    const effect = world.snapshot.inFlight[key]?.effect;
    if (effect === undefined) throw new Error('it is asked');
    world.happens({ kind: 'effect.finished', effect });
    expect(world.planned()).toEqual(asked);
  });
});

describe('the history', () => {
  it('holds twenty builds, and the one that answers however old it is', () => {
    const world = new BuildsWorld('catalog')
      .settled()
      .runs('catalog')
      .reported('catalog', 'live', { build: 1 });
    for (let i = 0; i < 40; i++) {
      world.changed('catalog/a.go').step();
      world.fails('catalog');
    }
    const numbers = world.of('catalog').history.map(({ number }) => number);
    expect(numbers).toHaveLength(21);
    expect(numbers.at(-1)).toBe(1);
  });
});
