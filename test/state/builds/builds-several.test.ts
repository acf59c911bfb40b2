import { describe, expect, it } from 'vitest';
import { viewCode } from '../../../src/state/builds/view.js';
import { viewServices } from '../../../src/state/services/view.js';
import { BuildsWorld } from './builds-world.js';

const edit = '(orders/a.go changed)';

describe('a build of a service with several containers', () => {
  it('is taken over by one after the other, and is live when it answers in all', () => {
    const world = BuildsWorld.several(3).builds();
    expect(world.tells()).toEqual([`swap:orders #2 ${edit}`]);
    expect(world.planned()).toEqual([]);
    expect(world.code()).toBe('#1 1 #2 1 #3 1: building 1');
    world.reported('orders', 'live', { index: 1, build: 2 });
    expect(world.code()).toBe('#1 2 #2 1 #3 1: building 1');
    expect(world.tells()).toEqual([`swap:orders#2 #2 ${edit}`]);
    world.reported('orders', 'live', { index: 2, build: 2 });
    expect(world.tells()).toEqual([`swap:orders#3 #2 ${edit}`]);
    expect(world.history('orders')[0]).toBe(`build 2 built: orders/a.go changed`);
    world.reported('orders', 'live', { index: 3, build: 2 });
    expect(world.code()).toBe('#1 2 #2 2 #3 2: live 2');
    expect(world.history('orders')[0]).toBe(`build 2 live: orders/a.go changed`);
    expect(world.tells()).toEqual([]);
  });

  it('is told of each container, and once of the service', () => {
    const world = BuildsWorld.several(2).builds();
    world.tells();
    world.reported('orders', 'live', { index: 1, build: 2, durationMs: 41 }).tells();
    world.reported('orders', 'live', { index: 2, build: 2, durationMs: 43 });
    const texts = world.snapshot.log.filter(({ service }) => service === 'orders').map(({ text }) => text);
    expect(texts.filter((text) => text.includes('live'))).toEqual([
      ...['#1 build 1 is live', '#2 build 1 is live', expect.stringMatching(/^build 1 is live in all 2/)],
      ...['#1 build 2 is live in 41 ms', '#2 build 2 is live in 43 ms'],
      expect.stringMatching(/^build 2 is live in all 2, \d+ ms after the change$/),
    ]);
  });

  it('is shown with each container by what that answers with', () => {
    const world = BuildsWorld.several(2).builds();
    world.tells();
    world.reported('orders', 'live', { index: 1, build: 2 });
    const [view] = viewServices(world.snapshot);
    expect(view?.instances.map(({ index, build }) => [index, build])).toEqual([
      [1, 2],
      [2, 1],
    ]);
  });

  it('gives way to a newer one, which the container that is at it takes first', () => {
    const world = BuildsWorld.several(3).builds();
    world.tells();
    world.builds();
    expect(world.tells()).toEqual([`swap:orders #3 ${edit}`]);
    world.reported('orders', 'exited', { index: 1, build: 2 });
    expect(world.planned()).toEqual([]);
    world.reported('orders', 'live', { index: 1, build: 3 });
    expect(world.tells()).toEqual([`swap:orders#2 #3 ${edit}`]);
  });

  it('waits for no container that answers with nothing, and tells all of those at once', () => {
    const world = BuildsWorld.several(3);
    for (const index of [2, 3]) world.reported('orders', 'exited', { index, build: 1, exitCode: 1 });
    world.builds();
    expect(world.tells()).toEqual(
      [1, 2, 3].map((index) => `swap:orders${index === 1 ? '' : `#${index}`} #2 ${edit}`),
    );
  });

  it('is told to the others where telling one failed', () => {
    const world = BuildsWorld.several(2).builds();
    const [effect] = world.plan();
    if (effect?.kind !== 'swap') throw new Error('a swap is planned');
    world.happens({ kind: 'effect.started', effect });
    world.happens({ kind: 'effect.failed', effect, detail: 'no such container' });
    expect(world.planned()).toContain(`swap:orders#2 #2 ${edit}`);
  });

  it('waits for no container that was paused at it, which is live by it when it runs on', () => {
    const world = BuildsWorld.several(2).builds();
    world.tells();
    world.isPaused(1);
    expect(world.tells()).toEqual([`swap:orders#2 #2 ${edit}`]);
    world.reported('orders', 'live', { index: 2, build: 2 });
    expect(world.code()).toBe('#1 1 #2 2: building 1');
    expect(world.isLive(1, 2).code()).toBe('#1 2 #2 2: live 2');
  });

  it('is not waited for of a container whose runner cannot be heard', () => {
    const world = BuildsWorld.several(2).builds();
    world.tells();
    world.happens({ kind: 'runner.unheard', service: 'orders', index: 1, detail: 'its log cannot be read' });
    expect(world.tells()).toEqual([`swap:orders#2 #2 ${edit}`]);
  });
});

describe('a build that one of several containers refuses', () => {
  const half = () => {
    const world = BuildsWorld.several(3).builds();
    world.tells();
    world.reported('orders', 'live', { index: 1, build: 2 }).tells();
    return world;
  };

  it('is given up by all, with the error of the one that refused it', () => {
    const world = half().reported('orders', 'failed', { index: 2, build: 2, detail: 'panic: no database' });
    expect(world.of('orders')).toMatchObject({ current: 1, putBack: true });
    expect(world.of('orders').history[0]).toMatchObject({
      outcome: 'rejected',
      errors: [{ message: 'orders#2: panic: no database' }],
    });
    expect(world.code()).toBe('#1 2 #2 1 #3 1: stale 1');
    expect(world.tells()).toEqual(['swap:orders #1 (first build)']);
    world.reported('orders', 'live', { index: 1, build: 1 });
    while (world.planned().length > 0) {
      for (const text of world.tells()) {
        const [, index = '1'] = /^swap:orders#?(\d?) /.exec(text) ?? [];
        world.reported('orders', 'live', { index: Number(index === '' ? 1 : index), build: 1 });
      }
    }
    expect(world.code()).toBe('#1 1 #2 1 #3 1: stale 1');
    expect(world.of('orders').putBack).toBe(false);
    const texts = world.snapshot.log.map(({ text }) => text);
    expect(texts.filter((text) => text.startsWith('all go back'))).toEqual([
      'all go back to build 1: build 2 was refused',
    ]);
    expect(texts).toContain('#2 build 2 did not come up: panic: no database');
  });

  it('is given up by all where it does not stay in one', () => {
    const world = half();
    world.reported('orders', 'live', { index: 2, build: 2 }).tells();
    world.reported('orders', 'live', { index: 3, build: 2 });
    expect(world.code()).toBe('#1 2 #2 2 #3 2: live 2');
    world.reported('orders', 'rolled-back', { index: 3, build: 1, previous: 2, detail: 'exit status 2' });
    expect(world.code()).toBe('#1 2 #2 2 #3 1: stale 1');
    expect(world.of('orders').history[0]).toMatchObject({
      outcome: 'rolled-back',
      errors: [{ message: 'orders#3: exit status 2' }],
    });
    expect(world.tells()).toEqual(['swap:orders #1 (first build)']);
  });

  it('keeps the error of the first that refused it, and is not called live by news that come late', () => {
    const world = half().reported('orders', 'failed', { index: 2, build: 2, detail: 'panic: no database' });
    world.reported('orders', 'live', { index: 1, build: 2 });
    world.reported('orders', 'failed', { index: 3, build: 2, detail: 'panic: no cache' });
    expect(world.of('orders').history[0]).toMatchObject({
      outcome: 'rejected',
      errors: [{ message: 'orders#2: panic: no database' }],
    });
  });

  it('is the trouble of one container where all had taken it over before', () => {
    const world = BuildsWorld.several(2);
    world.ends(2).isLive(2, 1);
    world.reported('orders', 'exited', { index: 2, build: 1, exitCode: 1 });
    world.reported('orders', 'failed', { index: 2, build: 1, exitCode: 1, detail: 'panic: no database' });
    expect(world.history('orders')).toEqual(['build 1 live: first build']);
    expect(world.code()).toBe('#1 1 #2 -: live 1');
  });
});

describe('containers that come and go', () => {
  it('count by what they answer with, from their first word to their end', () => {
    const world = BuildsWorld.several(2);
    world.happens({ kind: 'scale.requested', service: 'orders', replicas: 3 });
    expect(world.isLive(3, 1).code()).toBe('#1 1 #2 1 #3 1: live 1');
    expect(world.planned()).toEqual([]);
    world.builds().tells();
    expect(world.isRemoved(1).code()).toBe('#2 1 #3 1: building 1');
    world.reported('orders', 'live', { index: 1, build: 2 });
    expect(world.code()).toBe('#2 1 #3 1: building 1');
    expect(world.tells()).toEqual([`swap:orders#2 #2 ${edit}`]);
  });

  it('are told of the newest build where they have read an older one just before', () => {
    const world = BuildsWorld.several(2).builds();
    world.tells();
    world.reported('orders', 'live', { index: 1, build: 2 }).tells();
    world.reported('orders', 'live', { index: 2, build: 2 });
    world.happens({ kind: 'scale.requested', service: 'orders', replicas: 3 });
    expect(world.isLive(3, 1).code()).toBe('#1 2 #2 2 #3 1: building 1');
    expect(world.tells()).toContain(`swap:orders#3 #2 ${edit}`);
  });

  it('that run when a controller begins are each told again', () => {
    const world = new BuildsWorld();
    const { snapshot } = BuildsWorld.several(2);
    if (snapshot.environment === undefined) throw new Error('it is declared');
    world.snapshot = { ...world.snapshot, startedAt: 100 };
    const recovered = { nextNumber: 8, current: 7, pinned: false, history: [], sources: [] };
    world.happens({ kind: 'builds.recovered', service: 'orders', ...recovered });
    world.happens({ kind: 'environment.declared', environment: snapshot.environment });
    for (const { container } of snapshot.services.orders?.instances ?? []) {
      world.happens({ kind: 'container.observed', container });
    }
    expect(world.planned()).toContain('swap:orders #7 (back to build 7)');
    expect(world.planned()).toContain('swap:orders#2 #7 (back to build 7)');
  });
});

describe('a service whose builds take turns', () => {
  it('has all its containers told at once, and is gone back from as one', () => {
    const world = BuildsWorld.several(3, 'restart').builds();
    expect(world.tells()).toHaveLength(3);
    world.reported('orders', 'live', { index: 1, build: 2 });
    expect(world.code()).toBe('#1 2 #2 1 #3 1: building 1');
    world.reported('orders', 'failed', { index: 2, build: 2, detail: 'panic: no queue' });
    expect(world.of('orders').current).toBe(1);
    expect(world.tells()).toHaveLength(3);
    expect(viewCode(world.of('orders')).state).toBe('stale');
  });
});

describe('a build that somebody chose', () => {
  it('is taken over by all, and the one before is told until then', () => {
    const world = BuildsWorld.several(2).builds();
    world.tells();
    world.reported('orders', 'live', { index: 1, build: 2 }).tells();
    world.reported('orders', 'live', { index: 2, build: 2 });
    world.happens({ kind: 'builds.pruned', service: 'orders', kept: [2, 1] });
    world.happens({ kind: 'pin.requested', service: 'orders', build: 1 });
    expect(world.tells()).toEqual(['swap:orders #1 (first build)']);
    world.reported('orders', 'live', { index: 1, build: 1 });
    expect(world.code()).toBe('#1 1 #2 2: building 2');
    world.tells();
    world.reported('orders', 'live', { index: 2, build: 1 });
    expect(world.code()).toBe('#1 1 #2 1: pinned 1');
  });
});
