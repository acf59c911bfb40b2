import { describe, expect, it } from 'vitest';
import { paintFor } from '../../../src/outputs/text/paint.js';
import { statusText } from '../../../src/outputs/text/status.js';
import { viewsOf } from '../../../src/state/core/views.js';
import { viewServices } from '../../../src/state/services/view.js';
import { whyOf } from '../../../src/state/services/why.js';
import { BuildsWorld } from './builds-world.js';

describe('reports of the runner', () => {
  const world = () => new BuildsWorld('catalog').settled().runs('catalog');
  const second = () => {
    const live = world().reported('catalog', 'live', { build: 1, at: 1000 });
    live.changed('catalog/a.go').step();
    return live.succeeds('catalog');
  };

  it('make a build live, with the time of each phase', () => {
    const after = second();
    const built = after.of('catalog').history[0]?.finishedAt ?? 0;
    after
      .reported('catalog', 'starting', { at: built + 40 })
      .reported('catalog', 'ready', { durationMs: 310 })
      .reported('catalog', 'live', { at: built + 400, previous: 1 })
      .reported('catalog', 'drained', { build: 1, durationMs: 75 });
    expect(after.of('catalog')).toMatchObject({ live: 2, liveSince: built + 400 });
    expect(after.of('catalog').history[0]).toMatchObject({
      outcome: 'live',
      phasesMs: { compile: 900, link: 800, start: 40, ready: 310, drain: 75 },
    });
  });

  it('leave the old build live where the new one does not come up, with the first frame of its own panic', () => {
    const detail = [
      'panic: no database',
      '',
      'goroutine 1 [running]:',
      'net/http.foo()',
      '\t/usr/local/go/src/net/http/server.go:12 +0x1',
      'shop.example/shared.Open()',
      '\t/shop/code/shared/open.go:17 +0x2',
    ].join('\n');
    const after = second().reported('catalog', 'starting').reported('catalog', 'failed', { detail });
    expect(after.of('catalog').live).toBe(1);
    expect(after.of('catalog').history[0]).toMatchObject({
      outcome: 'rejected',
      errors: [{ file: 'code/shared/open.go', line: 17, message: 'panic: no database' }],
    });
  });

  it('say which build answers again after one was given up', () => {
    const after = second()
      .reported('catalog', 'live', { previous: 1 })
      .reported('catalog', 'rolled-back', { build: 1, previous: 2, detail: 'exit status 2' });
    expect(after.of('catalog').live).toBe(1);
    expect(after.history('catalog')).toEqual([
      'build 2 rolled-back: catalog/a.go changed',
      'build 1 live: first build',
    ]);
  });

  it('that are heard when the container has ended tell what became of a build, and not that it answers', () => {
    const after = second().exits('catalog').reported('catalog', 'live', { previous: 1 });
    expect(after.of('catalog').live).toBeUndefined();
    expect(after.of('catalog').history[0]?.outcome).toBe('live');
  });

  it('let a rejected binary try again when the source comes out the same once more', () => {
    const after = second().reported('catalog', 'failed', { detail: 'no database' });
    after.changed('catalog/a.go');
    expect(after.plan().find(({ kind }) => kind === 'build')).toMatchObject({ sameAs: 1 });
  });

  it('end with the container', () => {
    expect(second().exits('catalog').of('catalog').live).toBeUndefined();
    expect(second().reported('catalog', 'exited', { build: 1 }).of('catalog').live).toBeUndefined();
    expect(second().reported('catalog', 'exited', { build: 2 }).of('catalog').live).toBe(1);
  });

  it('note a lesser hand-over with its reason, and keep the note when later reports are silent', () => {
    const after = world().reported('catalog', 'live', {
      handoff: 'restart',
      detail: 'the service ignores PORT',
    });
    expect(after.of('catalog').note).toBe('restart instead of http: the service ignores PORT');
    after.reported('catalog', 'starting', { handoff: 'restart' });
    expect(after.of('catalog').note).toBe('restart instead of http: the service ignores PORT');
    after.reported('catalog', 'failed', { handoff: 'restart', detail: 'panic: no' });
    expect(after.of('catalog').note).toBe('restart instead of http: the service ignores PORT');
    after.happens({ kind: 'watch.started', mode: 'polling', detail: 'looks ten times a second' });
    expect(after.of('catalog').note).toBe(
      'looks ten times a second; restart instead of http: the service ignores PORT',
    );
    after.reported('catalog', 'live', { handoff: 'http' });
    expect(after.of('catalog').note).toBe('looks ten times a second');
  });

  it('put `current` back to the build that answers after one was given up, unless that was long ago', () => {
    const live = second().reported('catalog', 'live', { previous: 1 });
    const back = (at?: number) =>
      live
        .reported('catalog', 'rolled-back', { build: 1, previous: 2, ...(at === undefined ? {} : { at }) })
        .reported('catalog', 'live', { build: 1 });
    back(-1);
    expect([live.of('catalog').current, live.planned()]).toEqual([2, []]);
    back(5000);
    expect([live.of('catalog').current, live.step()]).toEqual([1, ['swap:catalog #1 (first build)']]);
    expect(live.finish('swap:catalog').planned()).toEqual([]);
  });

  it('make a build that a newer one came before a cancelled one, which can still be pinned', () => {
    const after = second().reported('catalog', 'starting');
    after.happens({ kind: 'builds.pruned', service: 'catalog', kept: [2, 1] });
    after.changed('catalog/a.go').step();
    after.succeeds('catalog').reported('catalog', 'exited', { build: 2, detail: 'build 3 came' });
    expect(after.history('catalog').slice(0, 2)).toEqual([
      'build 3 built: catalog/a.go changed',
      'build 2 cancelled: catalog/a.go changed',
    ]);
    after.changed('catalog/a.go').step();
    after.succeeds('catalog');
    expect(after.history('catalog')).toContain('build 2 cancelled: catalog/a.go changed');
  });

  it('show the source around the place where a build that did not stay was last', () => {
    const detail = 'panic: no database\n\t/shop/code/catalog/main.go:7 main.run';
    const excerpt = [[7, 'open()']] as const;
    const after = second().reported('catalog', 'failed', { detail, excerpt });
    expect(after.of('catalog').history[0]?.errors).toEqual([
      { file: 'code/catalog/main.go', line: 7, column: undefined, message: 'panic: no database', excerpt },
    ]);
  });
});

describe('a live build that is no longer ready', () => {
  const world = () => new BuildsWorld('catalog').settled().runs('catalog').reported('catalog', 'live');
  const view = ({ snapshot }: BuildsWorld) => {
    const [{ state, cause } = {}] = viewServices(snapshot);
    return `${state}: ${cause ?? '-'}`;
  };
  const detail = 'GET /readyz answered 503: database away';
  const unready = "unhealthy: its probe says 'GET /readyz answered 503: database away'";

  it('makes its service unhealthy at once, by what was asked and answered, whatever the engine still says', () => {
    const after = world().reported('catalog', 'unready', { detail });
    expect(view(after)).toBe(unready);
    expect(after.snapshot.log.at(-1)).toMatchObject({ text: `no longer ready: ${detail}`, level: 'bad' });
    expect(view(after.runs('catalog'))).toBe(unready);
    expect(after.snapshot.log.at(-1)).toMatchObject({ text: `no longer ready: ${detail}` });
  });

  it('makes it ready again at once, though the engine looked before', () => {
    const after = world().reported('catalog', 'unready', { detail }).reported('catalog', 'ready');
    expect(view(after)).toBe('ready: -');
    expect(after.snapshot.log.at(-1)).toMatchObject({ text: 'ready again', level: 'good' });
    expect(after.of('catalog').live).toBe(1);
  });

  it('answers nobody, also where newer source was refused before, and its own trouble is told first', () => {
    const broken = world().changed('catalog/a.go');
    broken.step();
    broken.fails('catalog');
    const stale = 'because build 2 failed: code/catalog/main.go:3:1: undefined: x';
    expect(whyOf(broken.snapshot, 'catalog')?.cause).toBe(`STALE: build 1 answers, ${stale}`);
    broken.reported('catalog', 'unready', { build: 1, detail });
    expect(whyOf(broken.snapshot, 'catalog')?.cause).toBe(
      `its probe says '${detail}'; STALE: build 1 runs, ${stale}`,
    );
    expect(statusText(viewsOf(broken.snapshot), paintFor(process.stdout, { TERM: 'dumb' }))).toContain(
      'STALE: build 1 runs, build 2 failed',
    );
  });

  it('says nothing of the next run of its container', () => {
    const after = world().reported('catalog', 'unready', { detail });
    const container = after.snapshot.services.catalog?.instances[0]?.container;
    if (container === undefined) throw new Error('there is a container');
    after.happens({
      kind: 'container.observed',
      container: { ...container, startedAt: 99, health: 'healthy' },
    });
    expect(view(after)).toBe('ready: -');
  });
});

describe('a container that was restarted', () => {
  it('serves by no build until its runner says so, and is not called STALE where that does not come up', () => {
    const world = new BuildsWorld('catalog')
      .settled()
      .runs('catalog')
      .reported('catalog', 'live', { build: 1 });
    const container = world.snapshot.services.catalog?.instances[0]?.container;
    if (container === undefined) throw new Error('no container');
    world.happens({
      kind: 'container.observed',
      container: { ...container, startedAt: 5000, health: 'starting' },
    });
    expect(world.of('catalog').live).toBeUndefined();
    const end = { build: 1, exitCode: 1, retryInMs: 400, detail: 'exit status 1 before it was ready' };
    for (let i = 0; i < 3; i++) world.reported('catalog', 'failed', end);
    const view = viewServices(world.snapshot).find(({ name }) => name === 'catalog');
    expect(view).toMatchObject({
      state: 'restarting',
      ready: false,
      code: { state: 'none', failed: 'start' },
    });
    expect(view?.cause).toMatch(/^ended 3 times with 1 in the last /);
  });

  it('starts as long as its only build is late, and tells for how long', () => {
    const world = new BuildsWorld('catalog').settled().runs('catalog', 'starting');
    world.reported('catalog', 'late', { build: 1, detail: 'connection refused' });
    const view = viewServices(world.snapshot).find(({ name }) => name === 'catalog');
    expect(view?.state).toBe('starting');
    expect(view?.cause).toMatch(/^nothing listens on 8080 for /);
  });
});
