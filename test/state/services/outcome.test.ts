import { expect, test } from 'vitest';
import { criticalPath } from '../../../src/state/services/critical-path.js';
import { startOutcome } from '../../../src/state/services/outcome.js';
import { viewEnvironment } from '../../../src/state/services/view.js';
import { whyOf } from '../../../src/state/services/why.js';
import { definition, environment, waitsFor } from '../../fakes/environment.js';
import { Story } from '../../fakes/story.js';

const chain = environment([
  definition('db', { hasHealthCheck: true }),
  definition('api', { dependsOn: [waitsFor('db')] }),
  definition('web', { dependsOn: [waitsFor('api', 'service_started')] }),
  definition('kibana', { background: true }),
]);

function created(): Story {
  const story = new Story().tell(
    { kind: 'environment.declared', environment: chain },
    { kind: 'up.requested' },
    { kind: 'engine.connected', version: '26' },
  );
  story.take();
  story.imagesReady();
  story.take();
  return story.created('db', 'api', 'web', 'kibana');
}

test('a start is ready without what is in the background', () => {
  const story = created();
  expect(startOutcome(story.snapshot)).toBe('starting');
  for (const name of ['db', 'api', 'web']) {
    story.take();
    story.runs(name, name === 'db' ? 'healthy' : 'none');
  }
  expect(startOutcome(story.snapshot)).toBe('ready');
});

test('a start has failed when a service failed and the rest can only wait for it', () => {
  const story = created();
  story.take();
  story.observe('db', { status: 'exited', exitCode: 1, startedAt: 1_000_050 }).finish('start:db');
  expect(startOutcome(story.snapshot)).toBe('failed');
});

test('a start is started when every container runs and one is not healthy yet', () => {
  const story = created();
  story.take();
  story.runs('db', 'healthy');
  story.take();
  story.runs('api', 'starting');
  story.take();
  story.runs('web');
  expect(startOutcome(story.snapshot)).toBe('started');
});

test('what explains the wait comes before what only waits for it', () => {
  const story = created();
  story.take();
  story.observe('db', {
    status: 'running',
    health: 'starting',
    startedAt: 1_000_050,
    probe: { at: 1, exitCode: 2, output: 'no response' },
  });
  expect(viewEnvironment(story.snapshot).waitingFor.map(({ service }) => service)).toEqual([
    'db',
    'api',
    'web',
  ]);
  expect(viewEnvironment(story.snapshot)).toMatchObject({ ready: false, readyCount: 0, awaitedCount: 3 });
});

test('why follows the blockers down to what can be looked at', () => {
  const story = created();
  story.take();
  story.observe('db', { status: 'exited', exitCode: 1, startedAt: 1_000_050 }).finish('start:db');
  story.tell({ kind: 'container.evidence-found', service: 'db', index: 1, lines: ['disk full'] });
  const why = whyOf(story.snapshot, 'web');
  expect(why?.cause).toBe('waits for api to start');
  expect(why?.because[0]?.cause).toBe('waits for db to be healthy, which ended with 1');
  expect(why?.because[0]?.because[0]).toMatchObject({
    service: 'db',
    state: 'failed',
    evidence: ['disk full'],
    because: [],
  });
});

test('the critical path runs along the dependency that was ready last, and its steps add up to the whole', () => {
  const story = created();
  story.take();
  story.runs('db', 'starting');
  const startedAt = story.snapshot.services.db?.instances[0]?.container?.startedAt ?? 0;
  story.observe('db', { status: 'running', health: 'healthy', startedAt });
  for (const name of ['api', 'web']) {
    story.take();
    story.runs(name);
  }
  const steps = criticalPath(story.snapshot);
  expect(steps.map(({ service, what }) => `${service ?? '-'} ${what}`)).toEqual([
    '- images and containers',
    'db start',
    'db to ready',
    'api start',
    'api to ready',
    'web start',
    'web to ready',
  ]);
  const { readyAt, upRequestedAt } = story.snapshot;
  const whole = (readyAt ?? 0) - (upRequestedAt ?? 0);
  expect(steps.reduce((sum, { durationMs }) => sum + durationMs, 0)).toBe(whole);
});
