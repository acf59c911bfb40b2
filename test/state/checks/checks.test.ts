import { describe, expect, it } from 'vitest';
import { planChecks } from '../../../src/state/checks/plan.js';
import { viewServices } from '../../../src/state/services/view.js';
import { checkOf } from '../../fakes/effects.js';
import { BuildsWorld, shop } from '../builds/builds-world.js';

/** Build 1 answers, and both checks are asked for. */
function live(...checks: readonly ('vet' | 'test')[]): BuildsWorld {
  const world = new BuildsWorld('catalog');
  world.happens({ kind: 'environment.declared', environment: { ...shop(['catalog']), checks } });
  return world.settled().runs('catalog').reported('catalog', 'live');
}

const planned = ({ snapshot }: BuildsWorld) => planChecks(snapshot).map(({ key }) => key);
const start = (world: BuildsWorld) =>
  world
    .happens({ kind: 'effect.started', effect: checkOf('catalog') })
    .happens({ kind: 'checks.started', service: 'catalog', build: 1, checks: ['vet', 'test'] });
const cancelled = (world: BuildsWorld) =>
  world
    .happens({ kind: 'checks.cancelled', service: 'catalog', build: 1 })
    .happens({ kind: 'effect.finished', effect: checkOf('catalog') });

const broken = [
  { file: 'code/catalog/a_test.go', line: 7, column: undefined, message: 'TestA: got 3', excerpt: [] },
];
const fails = (world: BuildsWorld) =>
  world
    .happens({
      kind: 'check.finished',
      ...{ service: 'catalog', build: 1, check: 'test', errors: broken, durationMs: 1200 },
    })
    .happens({ kind: 'effect.finished', effect: checkOf('catalog') });

describe('checks of a live build', () => {
  it('are not made unless asked for', () => {
    expect(planned(live())).toEqual([]);
  });

  it('begin once it is live, one time', () => {
    const world = live('vet', 'test');
    expect(planned(world)).toEqual(['check:catalog']);
    expect(planned(start(world).reported('catalog', 'live'))).toEqual([]);
  });

  it('are seen in its story, its history and as the cause of the service, which stays ready', () => {
    const world = fails(start(live('vet', 'test')));
    const [view] = viewServices(world.snapshot);
    const words = 'tests failed: code/catalog/a_test.go:7: TestA: got 3';
    expect(view).toMatchObject({ state: 'ready', cause: words });
    expect(world.snapshot.log.at(-1)).toMatchObject({ service: 'catalog', text: words, level: 'bad' });
    expect(world.of('catalog').history[0]?.checks).toMatchObject([
      { kind: 'vet', outcome: 'running' },
      { kind: 'test', outcome: 'failed', durationMs: 1200 },
    ]);
  });

  it('never stand in the way of an edit, which cancels them', () => {
    const world = start(live('vet', 'test')).changed('catalog/a.go');
    expect(planned(world)).toEqual(['cancel:check:catalog']);
    expect(world.planned()).toContain('build:catalog #2 (catalog/a.go changed)');
  });

  it('wait while anything is built, and are made anew where the edit brought nothing new', () => {
    const world = start(live('vet', 'test')).changed('catalog/a.go');
    world.step();
    world.starts('catalog');
    expect(planned(cancelled(world))).toEqual([]);
    expect(planned(world.succeeds('catalog', { unchanged: true }))).toEqual(['check:catalog']);
  });

  it('are not made of source that does not compile', () => {
    const world = live('vet', 'test').changed('catalog/a.go');
    world.step();
    expect(planned(world.fails('catalog'))).toEqual([]);
  });

  it('are made again when a test was edited, though nothing is built for that', () => {
    const world = fails(start(live('vet', 'test')));
    expect(planned(world)).toEqual([]);
    world.changed('shared/a_test.go');
    expect(world.planned()).toEqual([]);
    expect(planned(world)).toEqual(['check:catalog']);
  });

  it('end with the environment', () => {
    const world = start(live('vet', 'test')).happens({ kind: 'down.requested', volumes: false });
    expect(planned(world)).toEqual(['cancel:check:catalog']);
  });
});
