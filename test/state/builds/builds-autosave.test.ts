import { describe, expect, it } from 'vitest';
import { BuildsWorld } from './builds-world.js';

/** Build 1 answers. The file is saved each second, and a build takes longer than that. */
function autosaved(seconds: number): { readonly world: BuildsWorld; readonly cancelled: number } {
  const world = new BuildsWorld('catalog').settled().runs('catalog').reported('catalog', 'live');
  const began = 10_000;
  let cancelled = 0;
  for (let second = 0; second < seconds; second += 1) {
    world.happens({
      kind: 'source.changed',
      files: ['/shop/code/catalog/a.go'],
      at: began + second * 1000,
    });
    if (world.step().some((effect) => effect.startsWith('cancel:'))) {
      cancelled += 1;
      world.happens({
        kind: 'build.cancelled',
        service: 'catalog',
        build: world.of('catalog').building ?? 0,
      });
      world.finish('build:catalog').step();
    }
    world.starts('catalog');
  }
  return { world, cancelled };
}

describe('a file that is saved more often than a build takes', () => {
  it('has its build begun anew each time at first: the newest source wins', () => {
    const { world, cancelled } = autosaved(5);
    expect(cancelled).toBe(4);
    expect(world.history('catalog')[0]).toBe('build 2 building: catalog/a.go changed');
  });

  it('is seen all the same: after a while builds are let go on to their end, and the next takes what came meanwhile', () => {
    const { world, cancelled } = autosaved(9);
    expect(cancelled).toBe(5);
    const began = world.snapshot.at;
    world.succeeds('catalog');
    expect(world.planned()).toContain('build:catalog #3 (catalog/a.go changed)');
    world.step();
    world.starts('catalog');
    world.happens({
      kind: 'source.changed',
      files: ['/shop/code/catalog/a.go'],
      at: began + 1000,
    });
    expect(world.planned().filter((effect) => effect.startsWith('cancel:'))).toEqual([]);
  });

  it('is built at once again when the saving has paused', () => {
    const { world } = autosaved(9);
    world.succeeds('catalog');
    world.step();
    world.succeeds('catalog');
    expect(world.of('catalog').pending).toBeUndefined();
    world.changed('catalog/a.go').step();
    world.starts('catalog');
    expect(world.changed('catalog/a.go').planned()).toContain(
      'cancel:build:catalog (catalog/a.go changed meanwhile)',
    );
  });

  it('has its build begun anew where the clock was set back an hour, and no phase takes less than no time', () => {
    const { world } = autosaved(1);
    const hour = 3_600_000;
    world.happens({ kind: 'source.changed', files: ['/shop/code/catalog/a.go'], at: 20_000 - hour });
    expect(world.planned().filter((effect) => effect.startsWith('cancel:'))).toHaveLength(1);
    world.happens({ kind: 'build.cancelled', service: 'catalog', build: world.of('catalog').building ?? 0 });
    world.finish('build:catalog').step();
    world.happens({ kind: 'build.started', service: 'catalog', build: 2, at: 10_000 - hour });
    expect(world.snapshot.at).toBeGreaterThanOrEqual(10_000);
    world.changed('catalog/a.go');
    expect(world.planned().filter((effect) => effect.startsWith('cancel:'))).toHaveLength(1);
    const took = Object.values(world.of('catalog').history[0]?.phasesMs ?? {});
    expect(took.filter((ms) => ms < 0)).toEqual([]);
  });
});
