import { describe, expect, it } from 'vitest';
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
});
