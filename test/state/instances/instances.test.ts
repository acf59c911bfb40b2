import { expect, test } from 'vitest';
import { startOutcome } from '../../../src/state/services/outcome.js';
import { viewEnvironment, viewServices } from '../../../src/state/services/view.js';
import { whyOf } from '../../../src/state/services/why.js';
import { definition, environment, waitsFor } from '../../fakes/environment.js';
import { container, Story } from '../../fakes/story.js';

/** Three of web, and one that waits until they have started. */
function declared(replicas = 3): Story {
  const story = new Story().tell(
    {
      kind: 'environment.declared',
      environment: environment([
        definition('web', { replicas }),
        definition('need', { dependsOn: [waitsFor('web', 'service_started')] }),
      ]),
    },
    { kind: 'up.requested' },
    { kind: 'engine.connected', version: '26.1.5' },
  );
  story.take();
  story.imagesReady();
  return story;
}

const of = (index: number) => ({ index, id: `web-${index}`, name: `sim-test-web-${index}` });

function made(): Story {
  const story = declared();
  story.take();
  for (const index of [1, 2, 3]) story.observe('web', of(index));
  story.observe('need', {});
  for (const service of ['web', 'need'])
    story.tell({ kind: 'container.created', service, durationMs: 5, scale: service === 'web' ? 3 : 1 });
  return story.finish('create:web', 'create:need');
}

function up(): Story {
  const story = made();
  for (const key of ['start:web', 'start:web#2', 'start:web#3', 'start:need']) {
    story.take();
    const [, service = '', number = '1'] = /^start:(\w+)(?:#(\d+))?$/.exec(key) ?? [];
    const names = service === 'web' ? of(Number(number)) : {};
    story.observe(service, { ...names, status: 'running', startedAt: story.snapshot.at }).finish(key);
  }
  story.take();
  return story;
}

const web = ({ snapshot }: Story) => {
  const view = viewServices(snapshot).find(({ name }) => name === 'web');
  if (view === undefined) throw new Error('there is a web');
  return view;
};

test('a service is ready when as many of its containers as are wanted are, and who needs it waits for all of them', () => {
  const story = made();
  expect(story.take()).toBe(
    ['start:web', 'start:web#2', 'start:web#3'].map((key) => `${key} (nothing to wait for)`).join('\n'),
  );
  story.observe('web', { ...of(1), status: 'running', startedAt: 5 }).finish('start:web');
  expect(web(story)).toMatchObject({ state: 'degraded', ready: false, replicas: { wanted: 3, ready: 1 } });
  expect(story.plan()).toBe('');
  for (const index of [2, 3]) {
    story.observe('web', { ...of(index), status: 'running', startedAt: 5 }).finish(`start:web#${index}`);
  }
  expect(web(story)).toMatchObject({ state: 'ready', ready: true, replicas: { wanted: 3, ready: 3 } });
  expect(story.take()).toBe('start:need (web is there)');
});

test('one of three that ends leaves the service degraded, says why, and is told by its number', () => {
  const story = up();
  story.observe('web', { ...of(2), status: 'exited', exitCode: 1, startedAt: 5, finishedAt: 9 });
  expect(web(story)).toMatchObject({
    state: 'degraded',
    ready: false,
    cause: '2 of 3 ready; web#2: ended with 1',
    replicas: { wanted: 3, ready: 2 },
  });
  expect(web(story).instances.map(({ state }) => state)).toEqual(['ready', 'failed', 'ready']);
  expect(story.snapshot.log.at(-1)).toMatchObject({ service: 'web', text: '#2 ended with 1' });
  expect(story.take()).toBe('evidence:web#2 (web#2 is in trouble)');
  story.tell({ kind: 'container.evidence-found', service: 'web', index: 2, lines: ['panic: no disk'] });
  story.finish('evidence:web#2');
  expect(whyOf(story.snapshot, 'web#2')).toMatchObject({
    service: 'web#2',
    state: 'failed',
    cause: "ended with 1; last said 'panic: no disk'",
    evidence: ['panic: no disk'],
  });
  expect(whyOf(story.snapshot, 'web#7')).toBeUndefined();
  expect(startOutcome(story.snapshot)).toBe('failed');
  story.tell({ kind: 'start.requested', service: 'web', index: 2 });
  expect(story.plan()).toBe('start:web#2 (nothing to wait for)');
});

test('a single one that is stopped stays stopped, and the others run on', () => {
  const story = up().tell({ kind: 'stop.requested', service: 'web', index: 2 });
  expect(story.take()).toBe('stop:web#2 (asked for by hand)');
  story.observe('web', { ...of(2), status: 'exited', exitCode: 0, startedAt: 5 }).finish('stop:web#2');
  expect(web(story)).toMatchObject({
    state: 'degraded',
    cause: '2 of 3 ready; web#2: stopped: asked for by hand',
  });
  expect(story.plan()).toBe('');
  story.tell({ kind: 'up.requested' });
  expect(web(story).instances[1]?.state).toBe('starting');
});

test('of a service that was stopped a single one can be started, and the others stay stopped', () => {
  const story = up().tell({ kind: 'stop.requested', service: 'web' });
  story.take();
  for (const index of [1, 2, 3])
    story.observe('web', { ...of(index), status: 'exited', exitCode: 143, startedAt: 5 });
  story.finish('stop:web', 'stop:web#2', 'stop:web#3');
  story.tell({ kind: 'start.requested', service: 'web', index: 2 });
  expect(story.take()).toBe('start:web#2 (nothing to wait for)');
  story.observe('web', { ...of(2), status: 'running', startedAt: 50 }).finish('start:web#2');
  expect(web(story)).toMatchObject({
    state: 'degraded',
    cause: '1 of 3 ready; web#1: stopped: asked for by hand',
  });
});

test('where each is stopped by itself the service is stopped, and not waited for', () => {
  const story = up();
  for (const index of [1, 2, 3]) {
    expect(story.snapshot.services.web?.wanted).toBe('running');
    story.tell({ kind: 'stop.requested', service: 'web', index }).take();
    story.observe('web', { ...of(index), status: 'exited', exitCode: 143, startedAt: 5 });
  }
  story.finish('stop:web', 'stop:web#2', 'stop:web#3');
  expect(web(story)).toMatchObject({ state: 'stopped', cause: 'asked for by hand' });
  expect(viewEnvironment(story.snapshot)).toMatchObject({ ready: true, awaitedCount: 1, waitingFor: [] });
  story.tell({ kind: 'start.requested', service: 'web' });
  expect(story.plan().split('\n')).toHaveLength(3);
});

test('one that is too many can be stopped, and is not started', () => {
  const story = up().observe('web', { ...of(4), status: 'running', startedAt: 5 });
  expect(web(story)).toMatchObject({ state: 'ready', replicas: { wanted: 3, ready: 3 } });
  story.observe('web', { ...of(5), status: 'created' });
  expect(story.plan()).toBe('');
  story.tell({ kind: 'stop.requested', service: 'web', index: 4 });
  expect(story.plan()).toBe('stop:web#4 (asked for by hand)');
});

test('a stop that failed is tried again when it is asked for again', () => {
  const story = up().tell({ kind: 'stop.requested', service: 'web', index: 2 });
  story.take();
  const effect = story.snapshot.inFlight['stop:web#2']?.effect;
  if (effect === undefined) throw new Error('it is being stopped');
  story.tell({ kind: 'effect.failed', effect, detail: 'the engine was busy' });
  expect(story.plan()).toBe('');
  story.tell({ kind: 'stop.requested', service: 'web', index: 2 });
  expect(story.plan()).toBe('stop:web#2 (asked for by hand)');
});

test('what was refused is tried again when the same number is asked for again', () => {
  const story = up().tell({ kind: 'scale.requested', service: 'web', replicas: 4 });
  story.take();
  story.tell({ kind: 'container.create-failed', service: 'web', detail: 'no space left' });
  story.finish('create:web');
  expect(story.plan()).toBe('');
  story.tell({ kind: 'scale.requested', service: 'web', replicas: 4 });
  expect(story.plan()).toBe('create:web (its image is there)');
});

test('a start has failed when one of several has ended so often that it is given up', () => {
  const story = up();
  for (let restarts = 1; restarts <= 10; restarts++) {
    expect(startOutcome(story.snapshot)).not.toBe('failed');
    story.observe('web', {
      ...of(2),
      status: 'restarting',
      exitCode: 1,
      restarts,
      startedAt: story.snapshot.at,
      finishedAt: story.snapshot.at,
    });
    if (story.take() !== '') story.finish('evidence:web#2');
  }
  expect(web(story)).toMatchObject({ state: 'degraded' });
  expect(startOutcome(story.snapshot)).toBe('failed');
});

test('a service is scaled until the next up, which says so', () => {
  const story = up().tell({ kind: 'scale.requested', service: 'web', replicas: 5 });
  expect(web(story)).toMatchObject({ state: 'degraded', replicas: { wanted: 5, ready: 3 } });
  expect(web(story).cause).toBe('3 of 5 ready, 2 still to be made');
  expect(story.take()).toBe('create:web (its image is there)');
  for (const index of [4, 5]) story.observe('web', of(index));
  story.tell({ kind: 'container.created', service: 'web', durationMs: 5, scale: 5 }).finish('create:web');
  expect(story.take()).toBe('start:web#4 (nothing to wait for)\nstart:web#5 (nothing to wait for)');
  story.tell({ kind: 'up.requested' });
  expect(story.snapshot.services.web?.scale).toBe(3);
  expect(story.snapshot.log.at(-1)?.text).toBe('scaled from 5 to 3, as this up declares it');
});

test('what is wanted otherwise while its containers are made is made once more', () => {
  const story = up().tell({ kind: 'scale.requested', service: 'web', replicas: 5 });
  story.take();
  story.tell({ kind: 'scale.requested', service: 'web', replicas: 2 });
  story.tell({ kind: 'container.created', service: 'web', durationMs: 5, scale: 5 }).finish('create:web');
  expect(story.take()).toContain('create:web');
});

test('one that Compose takes away because it is too many is missed by nobody; another one is made anew', () => {
  const story = up().tell({ kind: 'scale.requested', service: 'web', replicas: 2 });
  expect(story.take()).toBe('create:web (its image is there)');
  story.tell({ kind: 'container.removed', service: 'web', id: 'web-3' });
  story.tell({ kind: 'container.created', service: 'web', durationMs: 5, scale: 2 }).finish('create:web');
  expect(web(story)).toMatchObject({ state: 'ready', replicas: { wanted: 2, ready: 2 } });
  expect(story.plan()).toBe('');
  story.tell({ kind: 'container.removed', service: 'web', id: 'web-1' });
  expect(story.snapshot.log.at(-1)?.text).toBe(
    '#1 its container was removed from outside; another one is made',
  );
  expect(web(story)).toMatchObject({ state: 'degraded', replicas: { wanted: 2, ready: 1 } });
  expect(story.plan()).toBe('create:web (it was removed from outside)');
});

test('one that ends because it is too many is no failure of its service', () => {
  const story = up().tell({ kind: 'scale.requested', service: 'web', replicas: 2 });
  story.observe('web', { ...of(3), status: 'exited', exitCode: 143, startedAt: 1, finishedAt: 2 });
  expect(story.snapshot.log.at(-1)).toMatchObject({ level: 'info', text: '#3 ended with 143' });
  story.observe('web', { ...of(2), status: 'exited', exitCode: 1, startedAt: 1, finishedAt: 2 });
  expect(story.snapshot.log.at(-1)).toMatchObject({ level: 'bad', text: '#2 ended with 1' });
});

test('scaled to nothing it is stopped, and not waited for', () => {
  const story = up().tell({ kind: 'scale.requested', service: 'web', replicas: 0 });
  expect(story.take()).toBe('create:web (its image is there)');
  for (const index of [1, 2, 3])
    story.tell({ kind: 'container.removed', service: 'web', id: `web-${index}` });
  story.tell({ kind: 'container.created', service: 'web', durationMs: 5, scale: 0 }).finish('create:web');
  expect(web(story)).toMatchObject({ state: 'stopped', cause: 'scaled to 0' });
  expect(viewEnvironment(story.snapshot)).toMatchObject({ ready: true, awaitedCount: 1 });
});

test('what is to restart after a service waits for nothing where that is scaled to nothing', () => {
  const story = new Story().tell(
    {
      kind: 'environment.declared',
      environment: environment([
        definition('web'),
        definition('need', { dependsOn: [{ ...waitsFor('web', 'service_started'), restart: true }] }),
      ]),
    },
    { kind: 'up.requested' },
    { kind: 'engine.connected', version: '26.1.5' },
  );
  story.take();
  story.imagesReady();
  story.take();
  story.created('web', 'need').take();
  story.runs('web').take();
  story.runs('need').tell({ kind: 'scale.requested', service: 'web', replicas: 0 });
  story.take();
  story.tell({ kind: 'container.removed', service: 'web', id: 'web-1' });
  story.tell({ kind: 'container.created', service: 'web', durationMs: 5, scale: 0 }).finish('create:web');
  story.tell({ kind: 'restart.requested', service: 'web' });
  expect(story.plan()).toBe('restart:need (web was restarted)');
});

test('going down, every one of them is stopped', () => {
  const story = up().tell({ kind: 'down.requested', volumes: false });
  story.observe('need', { status: 'exited', exitCode: 0, startedAt: 5 });
  const reason = 'the environment is going down';
  expect(story.plan()).toBe(
    ['stop:web', 'stop:web#2', 'stop:web#3'].map((key) => `${key} (${reason})`).join('\n'),
  );
});

test('news of a container that another one of its number has replaced are no news', () => {
  const story = up();
  story.observe('web', { ...of(2), id: 'newer', createdAt: 99 });
  story.observe('web', { ...of(2), status: 'exited', exitCode: 1, startedAt: 5 });
  expect(story.snapshot.services.web?.instances[1]?.container).toEqual(
    container('web', { ...of(2), id: 'newer', createdAt: 99 }),
  );
});

test('of several containers the one is named that is waited for, and no other one that has done what it was to do', () => {
  const story = new Story().tell(
    {
      kind: 'environment.declared',
      environment: environment([
        definition('web', { replicas: 3, oneShot: true }),
        definition('need', { dependsOn: [waitsFor('web', 'service_completed_successfully')] }),
      ]),
    },
    { kind: 'up.requested' },
    { kind: 'engine.connected', version: '26.1.5' },
  );
  story.take();
  story.imagesReady();
  story.take();
  for (const index of [1, 2, 3]) story.observe('web', of(index));
  story.created('need').tell({ kind: 'container.created', service: 'web', durationMs: 5, scale: 3 });
  story.finish('create:web').take();
  const ended = (index: number, exitCode: number) =>
    story
      .observe('web', { ...of(index), status: 'exited', exitCode, startedAt: 5, finishedAt: 6 })
      .finish(index === 1 ? 'start:web' : `start:web#${index}`);
  const cause = () => viewServices(story.snapshot).find(({ name }) => name === 'need')?.cause;
  ended(1, 0);
  expect(cause()).toBe('waits for web to finish');
  ended(3, 4);
  expect(cause()).toBe('waits for web#3 to finish, which ended with 4');
});
