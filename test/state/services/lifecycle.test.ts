import { describe, expect, test } from 'vitest';
import { reduce } from '../../../src/state/core/reduce.js';
import { viewEnvironment, viewServices } from '../../../src/state/services/view.js';
import { startOf } from '../../fakes/effects.js';
import { definition, environment, waitsFor } from '../../fakes/environment.js';
import { nothingRemoved } from '../../fakes/removal.js';
import { Story } from '../../fakes/story.js';

const shop = environment([
  definition('postgres', { kind: 'database', hasHealthCheck: true }),
  definition('catalog', { dependsOn: [waitsFor('postgres')] }),
  definition('nginx', { kind: 'gateway', dependsOn: [waitsFor('catalog', 'service_started')] }),
]);

function upStory(declared = shop): Story {
  return new Story().tell(
    { kind: 'environment.declared', environment: declared },
    { kind: 'up.requested' },
    { kind: 'engine.connected', version: '26.1.5' },
  );
}

function createdStory(declared = shop): Story {
  const story = upStory(declared);
  story.take();
  story.imagesReady();
  story.take();
  return story.created(...Object.keys(declared.services));
}

function creates(...services: readonly string[]): string {
  return services.map((service) => `create:${service} (its image is there)`).join('\n');
}

function stateOf(story: Story, name: string) {
  const view = viewServices(story.snapshot).find((candidate) => candidate.name === name);
  return `${view?.state}: ${view?.cause ?? '-'}`;
}

describe('coming up', () => {
  test('nothing is done before the engine answers', () => {
    const story = new Story().tell(
      { kind: 'environment.declared', environment: shop },
      { kind: 'up.requested' },
    );
    expect(story.plan()).toBe('');
  });

  test('all images are looked for at once', () => {
    expect(upStory().plan()).toBe(
      [
        'find-image:postgres (postgres wants postgres:1)',
        'find-image:catalog (catalog wants catalog:1)',
        'find-image:nginx (nginx wants nginx:1)',
      ].join('\n'),
    );
  });

  test('what is under way is not asked for again', () => {
    const story = upStory();
    story.take();
    expect(story.plan()).toBe('');
  });

  test('all containers are created together when the last image is there', () => {
    const story = upStory();
    story.take();
    story.imagesReady();
    expect(story.plan()).toBe(creates('postgres', 'catalog', 'nginx'));
  });

  test('an image that cannot be had does not keep the rest from being created', () => {
    const story = upStory();
    story.take();
    story.imagesReady();
    story.tell({ kind: 'image.unavailable', service: 'nginx', detail: 'no registry', hint: 'connect' });
    expect(story.plan()).toBe(creates('postgres', 'catalog'));
    expect(stateOf(story, 'nginx')).toBe('unavailable: no registry. connect');
  });

  test.each([
    ['has to be fetched is created by itself and not waited for', true, creates('web')],
    ['is there is created in the same call', false, creates('web', 'kibana')],
  ])('a background service whose image %s', (_, fetched, planned) => {
    const declared = environment([definition('web'), definition('kibana', { background: true })]);
    const story = upStory(declared);
    story.take();
    story.imageReady('web');
    expect(story.plan()).toBe('');
    if (fetched) story.tell({ kind: 'image.progressed', service: 'kibana', text: 'asking the registry' });
    else story.imageReady('kibana');
    expect(story.plan()).toBe(planned);
  });

  test('a container starts the moment its dependencies are ready, and names its blocker until then', () => {
    const story = createdStory();
    expect(story.take()).toBe('start:postgres (nothing to wait for)');
    expect(stateOf(story, 'catalog')).toBe('waiting: waits for postgres to be healthy');
    story.runs('postgres', 'starting');
    expect(story.plan()).toBe('');
    story.observe('postgres', {
      status: 'running',
      health: 'starting',
      startedAt: 1_000_500,
      probe: { at: 1, exitCode: 2, output: 'no response\n' },
    });
    expect(stateOf(story, 'catalog')).toBe(
      "waiting: waits for postgres to be healthy (its probe says 'no response')",
    );
    story.observe('postgres', { status: 'running', health: 'healthy', startedAt: 1_000_500 });
    expect(story.take()).toBe('start:catalog (postgres is there)');
    story.runs('catalog');
    expect(story.take()).toBe('start:nginx (catalog is there)');
    story.runs('nginx');
    expect(story.snapshot.readyAt).toBeDefined();
    expect(story.snapshot.log.at(-1)?.text).toMatch(/^environment ready in/);
  });

  test('a service whose runner says that it answers is waited for no longer, until its next run', () => {
    const story = createdStory();
    story.take();
    story.runs('postgres').take();
    story.runs('catalog', 'starting');
    expect(stateOf(story, 'catalog')).toMatch(/^starting: /);
    story.tell({
      kind: 'runner.reported',
      service: 'catalog',
      state: 'live',
      build: 1,
      previous: undefined,
      durationMs: 5,
      handoff: undefined,
      detail: undefined,
    });
    expect(stateOf(story, 'catalog')).toBe('ready: -');
    expect(story.snapshot.log.at(-1)?.text).toMatch(/^healthy .* after its start$/);
    // The engine has not looked yet; what it finds when it does counts.
    const { startedAt } = story.snapshot.services.catalog?.instances[0]?.container ?? {};
    story.observe('catalog', { status: 'running', health: 'starting', startedAt });
    expect(stateOf(story, 'catalog')).toBe('ready: -');
    const probe = { at: story.snapshot.at + 1, exitCode: 1, output: 'no answer' };
    story.observe('catalog', { status: 'running', health: 'unhealthy', startedAt, probe });
    expect(stateOf(story, 'catalog')).toMatch(/^unhealthy: /);
    story.runs('catalog', 'starting');
    expect(stateOf(story, 'catalog')).toMatch(/^starting: /);
  });

  test('a container that Compose has just made starts while Compose makes others, unless it takes the place of another', () => {
    const story = upStory(environment([...Object.values(shop.services), definition('aside')]));
    story.take();
    story.imagesReady();
    story.take();
    const fresh = { createdAt: story.snapshot.at + 1 };
    story.observe('postgres', { ...fresh, name: '0123456789ab_sim-test-postgres-1' });
    expect(story.plan()).toBe('');
    story.observe('postgres', { createdAt: 1 });
    expect(story.plan()).toBe('');
    story.observe('aside', fresh);
    expect(story.plan()).toBe('');
    story.observe('postgres', { ...fresh, id: 'postgres-2' });
    expect(story.take()).toBe('start:postgres (nothing to wait for)');
  });

  test('a container that Compose has just made gets its secrets and configs before it starts', () => {
    const story = upStory(environment([definition('web', { startsThroughCompose: true })]));
    story.take();
    story.imagesReady();
    story.take();
    story.observe('web', { createdAt: story.snapshot.at + 1 });
    expect(story.plan()).toBe('');
    expect(story.created('web').take()).toBe('start:web (nothing to wait for)');
  });

  test('what an earlier look saw does not undo what a later one did, whichever came first', () => {
    const story = createdStory();
    story.take();
    const startedAt = story.snapshot.at;
    story.observe('postgres', { look: 2, status: 'running', health: 'healthy', startedAt });
    story.observe('postgres', { look: 1, status: 'running', health: 'starting', startedAt });
    expect(stateOf(story, 'postgres')).toBe('ready: -');
    story.observe('postgres', { look: 3, status: 'exited', exitCode: 1, startedAt });
    expect(stateOf(story, 'postgres')).toMatch(/^failed: /);
  });

  test('no more containers start at once than there are cores, the one with the longest chain behind it first', () => {
    const declared = environment(
      [
        definition('aside'),
        definition('kibana', { background: true }),
        definition('db'),
        definition('cache'),
        definition('api', { dependsOn: [waitsFor('db', 'service_started')] }),
        definition('web', {
          dependsOn: [waitsFor('api', 'service_started'), waitsFor('cache', 'service_started')],
        }),
      ],
      { cores: 2 },
    );
    const story = createdStory(declared);
    expect(story.take()).toBe('start:db (nothing to wait for)\nstart:cache (nothing to wait for)');
    story.runs('cache');
    expect(story.take()).toBe('start:aside (nothing to wait for)');
    story.runs('db');
    expect(story.take()).toBe('start:api (db is there)');
    story.runs('aside');
    expect(story.take()).toBe('start:kibana (nothing to wait for)');
  });

  test('a one-shot service that ends with 0 releases its dependents, and one that fails does not', () => {
    const declared = environment([
      definition('migrate'),
      definition('web', { dependsOn: [waitsFor('migrate', 'service_completed_successfully')] }),
    ]);
    for (const [exitCode, planned] of [
      [0, 'start:web (migrate is there)'],
      [3, 'evidence:migrate (migrate is in trouble)'],
    ] as const) {
      const story = createdStory(declared);
      story.take();
      story.runs('migrate');
      story.observe('migrate', { status: 'exited', exitCode, startedAt: 1_000_200 });
      expect(story.plan()).toBe(planned);
    }
  });

  test('a service that ends by itself is not started over and over', () => {
    const story = createdStory(environment([definition('web')]));
    story.take();
    story.observe('web', { status: 'exited', exitCode: 1, startedAt: 1_000_100 }).finish('start:web');
    expect(story.take()).toBe('evidence:web (web is in trouble)');
    story
      .tell({ kind: 'container.evidence-found', service: 'web', index: 1, lines: ['boom'] })
      .finish('evidence:web');
    expect(story.plan()).toBe('');
    expect(stateOf(story, 'web')).toBe("failed: ended with 1; last said 'boom'");
  });

  test('a port that moved is told once, with where it went', () => {
    const address = { hostIp: '127.0.0.1', protocol: 'tcp' as const, beyond: undefined };
    const moved = [{ ...address, service: 'web', target: 80, from: 8080, to: 8081 }];
    const declared = { ...environment([definition('web')]), moved };
    const story = new Story().tell(
      { kind: 'environment.declared', environment: declared },
      { kind: 'environment.declared', environment: declared },
    );
    expect(story.snapshot.log.map(({ service, text }) => `${service} ${text}`)).toEqual([
      'web port 127.0.0.1:8080 is taken: it is at 127.0.0.1:8081',
    ]);
  });

  test.each([
    ['a one-shot service that ended with 0 is done', true, 'done: -'],
    [
      'any other service that ended with 0 has failed: it was to run on',
      false,
      'failed: ended with 0, though it is to run on: it was stopped from outside, or stopped itself',
    ],
  ])('%s', (_, oneShot, state) => {
    const story = createdStory(environment([definition('web', { oneShot }), definition('api')]));
    story.take();
    story.runs('web').runs('api');
    expect(viewEnvironment(story.snapshot).ready).toBe(true);
    story.observe('web', { status: 'exited', exitCode: 0, startedAt: 1_000_050 });
    expect(stateOf(story, 'web')).toBe(state);
    expect(viewEnvironment(story.snapshot).ready).toBe(oneShot);
  });

  test('what already runs is adopted, not started', () => {
    const story = new Story().tell({
      kind: 'environment.declared',
      environment: environment([definition('web')]),
    });
    story.observe('web', { status: 'running', startedAt: 900_000 });
    story.tell({ kind: 'engine.connected', version: '26' }, { kind: 'up.requested' });
    story.take();
    story.imagesReady();
    story.take();
    story.tell({ kind: 'container.created', service: 'web', durationMs: 1 }).finish('create:web');
    expect(story.plan()).toBe('');
    expect(story.snapshot.readyAt).toBeDefined();
  });

  test('an effect that failed is not tried again until something changes', () => {
    const story = createdStory(environment([definition('web')]));
    story.take();
    story.tell({ kind: 'effect.failed', effect: startOf('web'), detail: 'engine gone' });
    expect(story.plan()).toBe('');
  });

  test('a lost engine makes everything unknown, never green', () => {
    const story = createdStory(environment([definition('web')]));
    story.take();
    story.runs('web').tell({ kind: 'engine.lost', detail: 'the engine does not answer' });
    expect(stateOf(story, 'web')).toBe('unknown: the engine does not answer');
    expect(viewServices(story.snapshot)[0]?.ready).toBe(false);
  });
});

describe('wishes', () => {
  test('a stopped service is stopped once, and started again when asked', () => {
    const story = createdStory(environment([definition('web')]));
    story.take();
    story.runs('web').tell({ kind: 'stop.requested', service: 'web' });
    expect(story.take()).toBe('stop:web (asked for by hand)');
    story.observe('web', { status: 'exited', exitCode: 137, startedAt: 1_000_100 }).finish('stop:web');
    expect(story.plan()).toBe('');
    expect(stateOf(story, 'web')).toBe('stopped: asked for by hand');
    story.tell({ kind: 'start.requested', service: 'web' });
    expect(story.take()).toBe('start:web (nothing to wait for)');
  });

  test('a restart is asked for once', () => {
    const story = createdStory(environment([definition('web')]));
    story.take();
    story.runs('web').tell({ kind: 'restart.requested', service: 'web' });
    expect(story.take()).toBe('restart:web (asked for by hand)');
    story.observe('web', { status: 'exited', exitCode: 137, startedAt: 1_000_100 });
    expect(stateOf(story, 'web')).toBe('restarting: asked for by hand');
    story.runs('web').finish('restart:web');
    expect(stateOf(story, 'web')).toBe('ready: -');
    expect(story.plan()).toBe('');
  });
});

describe('going down', () => {
  test('dependents stop first, then everything is removed', () => {
    const story = createdStory();
    story.take();
    story.runs('postgres', 'healthy');
    story.take();
    story.runs('catalog');
    story.take();
    story.runs('nginx').tell({ kind: 'down.requested', volumes: true });
    for (const name of ['nginx', 'catalog', 'postgres']) {
      expect(story.take()).toBe(`stop:${name} (the environment is going down)`);
      story.observe(name, { status: 'exited', exitCode: 0, startedAt: 1_000_100 }).finish(`stop:${name}`);
    }
    expect(story.take()).toBe('remove (the environment is going down)');
    expect(story.snapshot.removeVolumes).toBe(true);
  });

  test('what is under way is cancelled before anything is removed', () => {
    const story = upStory();
    story.take();
    story.imagesReady();
    story.take();
    story.tell({ kind: 'down.requested', volumes: false });
    expect(story.plan()).toBe(
      ['postgres', 'catalog', 'nginx']
        .map((service) => `cancel:create:${service} (the environment is going down)`)
        .join('\n'),
    );
  });
});

describe('an up that comes while it goes down', () => {
  test('waits until the removal is over, and then begins anew', () => {
    const story = createdStory();
    story.tell({ kind: 'down.requested', volumes: true });
    expect(story.take()).toBe('remove (the environment is going down)');
    story.tell({ kind: 'environment.declared', environment: shop }, { kind: 'up.requested' });
    expect(story.plan()).toBe('');
    const removal = nothingRemoved;
    story.tell({ kind: 'environment.removed', removal }).finish('remove');
    expect(story.snapshot.removed).toBe(false);
    expect(story.plan()).toContain('find-image:postgres');
  });

  test('starts again what was being stopped, and calls it no failure', () => {
    const story = createdStory();
    story.take();
    story.runs('postgres').finish('start:postgres').tell({ kind: 'down.requested', volumes: false });
    expect(story.take()).toBe('stop:postgres (the environment is going down)');
    story.tell({ kind: 'environment.declared', environment: shop }, { kind: 'up.requested' });
    story.observe('postgres', { status: 'exited', startedAt: 1, exitCode: 137 }).finish('stop:postgres');
    expect(stateOf(story, 'postgres')).not.toContain('failed');
    story.take();
    story.created('postgres', 'catalog', 'nginx');
    expect(story.plan()).toContain('start:postgres');
  });
});

describe('an engine that was gone', () => {
  test('starts again what it took with it, and nothing that had ended before', () => {
    const once = environment([
      definition('db'),
      definition('migrate', { dependsOn: [waitsFor('db', 'service_started')] }),
    ]);
    const story = createdStory(once);
    story.take();
    story.runs('db').finish('start:db');
    story.take();
    story.observe('migrate', { status: 'exited', startedAt: 1, exitCode: 0 }).finish('start:migrate');
    story.tell({ kind: 'engine.lost', detail: 'no answer' });
    expect(stateOf(story, 'db')).toContain('unknown');
    story
      .observe('db', { status: 'exited', startedAt: 1, exitCode: 137 })
      .tell({ kind: 'engine.connected', version: '26.1.5' });
    expect(story.plan()).toContain('start:db');
    expect(story.plan()).not.toContain('start:migrate');
  });
});

test('what a runner said before the engine went and is heard after its return keeps nobody from starting its container again', () => {
  const story = createdStory(environment([definition('web')]));
  story.take();
  story.runs('web').finish('start:web').tell({ kind: 'engine.lost', detail: 'no answer' });
  const report = {
    service: 'web',
    build: 2,
    previous: 1,
    durationMs: 5,
    handoff: undefined,
    detail: undefined,
  };
  story
    .tell({ kind: 'runner.reported', state: 'live', ...report })
    .observe('web', { status: 'exited', startedAt: 1, exitCode: 143 })
    .tell({ kind: 'engine.connected', version: '26.1.5' });
  expect(story.plan()).toContain('start:web');
});

test('a clock that is set back makes nothing younger and waits for nothing', () => {
  const story = createdStory();
  story.take();
  const before = story.snapshot;
  const after = reduce(before, { kind: 'clock.ticked', at: before.at - 3_600_000 });
  expect(after.at).toBe(before.at);
  story.snapshot = after;
  expect(story.runs('postgres', 'healthy').plan()).toContain('start:catalog');
});
