import { describe, expect, test } from 'vitest';
import { whyOf } from '../../../src/state/services/why.js';
import { definition, environment, waitsFor } from '../../fakes/environment.js';
import { Story } from '../../fakes/story.js';

const half = [[40, 10]] as const;

function shop(): Story {
  const story = new Story().tell(
    {
      kind: 'environment.declared',
      environment: environment([
        definition('postgres', { oneShot: false }),
        definition('auth', { oneShot: false, dependsOn: [waitsFor('postgres', 'service_started')] }),
        definition('gateway', { oneShot: false }),
      ]),
    },
    { kind: 'up.requested' },
    { kind: 'engine.connected', version: '26.1.5' },
  );
  story.take();
  story.imagesReady();
  story.take();
  story.created('postgres', 'auth', 'gateway');
  for (const service of ['postgres', 'auth', 'gateway']) {
    story.take();
    story.observe(service, { status: 'running', startedAt: story.snapshot.at }).finish(`start:${service}`);
  }
  return story;
}

function failing(story: Story, errors: number): Story {
  const counts = { count: 10, errors, durations: half };
  return story.traffic({
    windowMs: 250,
    dropped: 0,
    operations: [
      { service: 'gateway', operation: 'POST /tokens', ...counts },
      { service: 'auth', operation: 'POST /tokens', ...counts },
    ],
    edges: [
      { from: 'gateway', to: 'auth', protocol: 'http', ...counts },
      { from: 'auth', to: 'postgres', protocol: 'sql', ...counts },
    ],
  });
}

const chain = (story: Story, name: string) => {
  const words: string[] = [];
  for (let why = whyOf(story.snapshot, name); why !== undefined; why = why.because[0]) {
    words.push(`${why.service} ${why.state}`);
  }
  return words;
};

describe('why', () => {
  test('of a service that answers with errors walks down to what is paused', () => {
    const story = failing(shop(), 9);
    story.observe('postgres', { status: 'paused', startedAt: 1_000_100 });
    expect(chain(story, 'gateway')).toEqual(['gateway ready', 'auth ready', 'postgres paused']);
    expect(whyOf(story.snapshot, 'gateway')?.trouble).toMatch(
      /^90% of its answers are errors since \d\d:\d\d:\d\d: POST \/tokens 90%; 90% of its calls to auth fail$/,
    );
  });

  test('of a service without trouble names none, and no root', () => {
    const story = failing(shop(), 0);
    expect(whyOf(story.snapshot, 'gateway')).toMatchObject({ trouble: undefined, because: [] });
  });

  test('keeps the time at which the errors began, until they end', () => {
    const story = failing(shop(), 9);
    const since = story.snapshot.traffic.failing.gateway;
    failing(story, 9);
    expect(story.snapshot.traffic.failing.gateway).toBe(since);
    for (let i = 0; i < 60; i++) failing(story, 0);
    expect(story.snapshot.traffic.failing).toEqual({});
  });

  test('names the edit of a file that a failing service speaks of', () => {
    const story = shop().tell({
      kind: 'config.changed',
      services: ['auth'],
      file: '/src/config/auth.yaml',
    });
    story.observe('auth', { status: 'exited', exitCode: 1, startedAt: story.snapshot.at });
    story.take();
    story.tell({
      kind: 'container.evidence-found',
      service: 'auth',
      index: 1,
      lines: ['bad settings in auth.yaml'],
    });
    expect(whyOf(story.snapshot, 'auth')?.edit).toMatch(/^auth.yaml was edited at \d\d:\d\d:\d\d$/);
  });
});

test('what a probe answered before a pause, or found right, is no evidence', () => {
  const evidenceOf = (exitCode: number, status: 'paused' | 'exited' | 'running') => {
    const probe = { at: 1_000_500, exitCode, output: 'no answer' };
    const story = shop().observe('postgres', { status, health: 'unhealthy', startedAt: 1_000_500, probe });
    return whyOf(story.snapshot, 'postgres')?.evidence;
  };
  expect(evidenceOf(1, 'running')).toEqual(["its probe says 'no answer'"]);
  expect(evidenceOf(1, 'paused')).toEqual([]);
  expect(evidenceOf(0, 'exited')).toEqual([]);
});
