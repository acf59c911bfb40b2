import { describe, expect, test } from 'vitest';
import type { Dependency } from '../../../src/environment/environment.js';
import { startOutcome } from '../../../src/state/services/outcome.js';
import { viewServices } from '../../../src/state/services/view.js';
import { definition, environment, waitsFor } from '../../fakes/environment.js';
import { Story } from '../../fakes/story.js';

const optional = (service: string, condition: Dependency['condition']): Dependency => ({
  ...waitsFor(service, condition),
  required: false,
});

/** Two services, the second of which waits for the first. */
function story(dependency: Dependency, changes: Parameters<typeof definition>[1] = {}): Story {
  const declared = environment([
    definition(dependency.service, { oneShot: false, ...changes }),
    definition('app', { oneShot: false, dependsOn: [dependency] }),
  ]);
  const told = new Story().tell(
    { kind: 'environment.declared', environment: declared },
    { kind: 'up.requested' },
    { kind: 'engine.connected', version: '26.1.5' },
  );
  told.take();
  told.imagesReady();
  told.take();
  return told.created(dependency.service, 'app');
}

function stateOf({ snapshot }: Story, name: string): string {
  const view = viewServices(snapshot).find((candidate) => candidate.name === name);
  return `${view?.state}: ${view?.cause ?? '-'}`;
}

describe('a service that waits for the start of another one', () => {
  test('starts though that has ended since', () => {
    const told = story(waitsFor('probe', 'service_started'));
    told.take();
    told.observe('probe', { status: 'exited', exitCode: 1, startedAt: told.snapshot.at });
    expect(told.take()).toContain('start:app');
    told.runs('app');
    expect(stateOf(told, 'probe')).toContain('failed: ended with 1');
    told.finish('start:probe', 'evidence:probe');
    expect(startOutcome(told.snapshot)).toBe('failed');
  });

  test('waits for one that never started', () => {
    const told = story(waitsFor('probe', 'service_started'));
    told.take();
    told.tell({ kind: 'container.start-failed', service: 'probe', detail: 'no such file' });
    expect(told.plan()).not.toContain('start:app');
    expect(stateOf(told, 'app')).toBe(
      'waiting: waits for probe to start, which could not start: no such file',
    );
  });

  test('does not take a run of an earlier up for a start', () => {
    const told = story(waitsFor('probe', 'service_started'));
    told.take();
    told.observe('probe', { status: 'exited', exitCode: 1, startedAt: told.snapshot.at });
    told.finish('start:probe').tell({ kind: 'up.requested' });
    told.take();
    told.created('app');
    expect(told.plan()).not.toContain('start:app');
  });
});

describe('what has ended before and is started again', () => {
  const again = (condition: Dependency['condition'], exitCode: number) => {
    const told = story(waitsFor('seed', condition));
    told.take();
    told.observe('seed', { status: 'exited', exitCode, startedAt: told.snapshot.at });
    told.finish('start:seed').tell({ kind: 'up.requested' });
    told.take();
    told.imagesReady();
    told.take();
    told.created('seed', 'app');
    expect(told.take()).toContain('start:seed');
    return told;
  };

  test.each(['service_started', 'service_completed_successfully'] as const)(
    'meets %s by its new run alone',
    (condition) => {
      const told = again(condition, 0);
      expect(told.plan()).not.toContain('start:app');
      expect(stateOf(told, 'seed')).toMatch(/^starting: /);
      told.observe('seed', { status: 'exited', exitCode: 0, startedAt: told.snapshot.at + 1 });
      expect(told.plan()).toContain('start:app');
    },
  );

  test('has not failed before its new run has, and is not started yet', () => {
    const told = again('service_completed_successfully', 1);
    expect(stateOf(told, 'seed')).toMatch(/^starting: /);
    expect(startOutcome(told.snapshot)).toBe('starting');
    told.observe('seed', { status: 'exited', exitCode: 1, startedAt: told.snapshot.at + 1 });
    expect(stateOf(told, 'seed')).toBe('failed: ended with 1');
  });
});

describe('a dependency that is not required', () => {
  test.each<[string, Dependency['condition'], Parameters<Story['observe']>[1], string]>([
    [
      'ends with another code',
      'service_completed_successfully',
      { status: 'exited', exitCode: 2 },
      'it ended with 2',
    ],
    [
      'ends where it is to be healthy',
      'service_healthy',
      { status: 'exited', exitCode: 0 },
      'it ended with 0',
    ],
    ['is unhealthy', 'service_healthy', { status: 'running', health: 'unhealthy' }, 'it is unhealthy'],
    [
      'has no health check',
      'service_healthy',
      { status: 'running', health: 'none' },
      'it has no health check',
    ],
  ])('holds nobody up when it %s', (_, condition, observed, why) => {
    const told = story(optional('seed', condition));
    told.take();
    told.observe('seed', { startedAt: told.snapshot.at, ...observed }).finish('start:seed');
    expect(told.take()).toContain('start:app');
    told.runs('app');
    expect(stateOf(told, 'app')).toBe(`ready: runs without seed, which is optional: ${why}`);
  });

  test('holds nobody up whose image is unavailable, and is waited for while it may come', () => {
    const told = story(optional('seed', 'service_healthy'));
    expect(told.plan()).not.toContain('start:app');
    told.tell({ kind: 'image.unavailable', service: 'seed', detail: 'none', hint: 'none' });
    expect(told.plan()).toContain('start:app');
  });
});

describe('a service that is scaled to nothing', () => {
  const scaled = () => story(waitsFor('worker', 'service_healthy'), { replicas: 0 });

  test('is waited for by nobody, gets no image and no container, and says so', () => {
    const told = scaled();
    expect(told.take()).toBe('start:app (worker is there)');
    told.runs('app');
    expect(startOutcome(told.snapshot)).toBe('ready');
    const fresh = new Story().tell(
      { kind: 'environment.declared', environment: environment([definition('worker', { replicas: 0 })]) },
      { kind: 'up.requested' },
      { kind: 'engine.connected', version: '26.1.5' },
    );
    expect(fresh.plan()).toBe('');
    expect(stateOf(fresh, 'worker')).toBe('stopped: scaled to 0');
  });
});

test('a condition that nothing can meet is a failure of who waits, with the remedy', () => {
  const told = story(waitsFor('db'));
  told.take();
  told.runs('db', 'none');
  expect(told.plan()).not.toContain('start:app');
  expect(stateOf(told, 'app')).toBe(
    'failed: waits for db to be healthy, but db has no health check: give it one, or wait for service_started',
  );
  expect(startOutcome(told.snapshot)).toBe('failed');
});

describe('what was stopped by hand', () => {
  const stopped = () => {
    const told = story(waitsFor('db'));
    told.take();
    told.runs('db', 'healthy').take();
    told
      .runs('app')
      .tell({ kind: 'stop.requested', service: 'db' }, { kind: 'stop.requested', service: 'app' });
    told.take();
    for (const service of ['db', 'app']) {
      told.observe(service, { status: 'exited', exitCode: 0, startedAt: told.snapshot.at });
      told.finish(`stop:${service}`);
    }
    return told;
  };

  test.each(['start.requested', 'restart.requested'] as const)(
    'is started again for who needs it by %s',
    (kind) => {
      const told = stopped().tell({ kind, service: 'app' });
      expect(told.take()).toBe('start:db (nothing to wait for)');
      expect(stateOf(told, 'app')).toContain('waits for db to be healthy');
    },
  );

  test('is named as such where it is waited for', () => {
    const told = stopped().tell(
      { kind: 'start.requested', service: 'app' },
      { kind: 'stop.requested', service: 'db' },
    );
    expect(stateOf(told, 'app')).toBe('waiting: waits for db to be healthy, which was stopped by hand');
  });
});

describe('a restart by hand', () => {
  test('of what does not run waits for dependencies like a start', () => {
    const told = story(waitsFor('seed', 'service_completed_successfully'));
    told.take();
    told.observe('seed', { status: 'exited', exitCode: 1, startedAt: told.snapshot.at }).finish('start:seed');
    told.tell({ kind: 'restart.requested', service: 'app' });
    expect(told.plan()).not.toMatch(/(re)?start:app/);
    expect(stateOf(told, 'app')).toContain('which ended with 1');
  });

  test('takes those along that say so of their dependency, once that is ready again', () => {
    const told = story({ ...waitsFor('pause', 'service_started'), restart: true });
    told.take();
    told.runs('pause').take();
    told.runs('app').take();
    told.tell({ kind: 'restart.requested', service: 'pause' });
    expect(told.take()).toBe('restart:pause (asked for by hand)');
    expect(told.plan()).toBe('');
    told.observe('pause', { status: 'running', startedAt: told.snapshot.at }).finish('restart:pause');
    expect(told.take()).toBe('restart:app (pause was restarted)');
  });

  test('leaves alone who does not say so', () => {
    const told = story(waitsFor('pause', 'service_started'));
    told.take();
    told.runs('pause').take();
    told.runs('app').tell({ kind: 'restart.requested', service: 'pause' });
    expect(told.take()).toBe('restart:pause (asked for by hand)');
    told.observe('pause', { status: 'running', startedAt: told.snapshot.at }).finish('restart:pause');
    expect(told.plan()).toBe('');
  });
});
