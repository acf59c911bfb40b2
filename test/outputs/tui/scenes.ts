import type { LogLine } from '../../../src/contract/queries.js';
import type { ServiceDefinition } from '../../../src/environment/environment.js';
import type { Key } from '../../../src/outputs/tui/session/press.js';
import type { BuildError } from '../../../src/state/builds/build-error.js';
import { findImageOf } from '../../fakes/effects.js';
import { asked, defaultShop, noon, ShopStory, smallShop, wholeShop } from './shop-story.js';
import { smallTraffic, wholeTraffic } from './shop-traffic.js';

/** One state of the environment on one screen: a frame to review, and a picture in the gallery. */
export interface Scene {
  readonly name: string;
  readonly columns: number;
  readonly rows: number;
  readonly story: ShopStory;
  readonly keys?: readonly Key[];
  readonly logs?: readonly LogLine[];
  readonly variables?: Readonly<Record<string, string>>;
}

const broken: BuildError = {
  file: 'sample/catalog/main.go',
  line: 42,
  column: 9,
  message: 'undefined: priceOf',
  excerpt: [
    [40, '\tfor rows.Next() {'],
    [41, '\t\tvar p Product'],
    [42, '\t\tp.Price = priceOf(rows)'],
    [43, '\t\tproducts = append(products, p)'],
    [44, '\t}'],
  ],
};
const alsoBroken: BuildError = {
  file: 'sample/catalog/cache.go',
  line: 17,
  column: 2,
  message: 'declared and not used: ttl',
  excerpt: [],
};

/** What the compiler says about catalog. */
export const compileErrors: readonly BuildError[] = [broken, alsoBroken];

function ready(definitions?: readonly ServiceDefinition[]): ShopStory {
  const story = new ShopStory(definitions).allReady();
  return story.traffic(definitions === undefined ? smallTraffic : wholeTraffic);
}

function startingUp(): ShopStory {
  const story = new ShopStory().images().created().pass(700);
  story.build('gateway', [], 1).build('catalog', [], 1).pass(900);
  return story
    .runs('redis')
    .runs('sim-agent')
    .runs('postgres', {
      health: 'starting',
      probe: { at: story.now - 200, exitCode: 2, output: '/run/postgresql:5432 - no response\n' },
    })
    .pass(1700);
}

function building(): ShopStory {
  return ready().build('catalog', ['sample/catalog/main.go', 'sample/catalog/cache.go'], 42).pass(1300);
}

function compileError(definitions?: readonly ServiceDefinition[]): ShopStory {
  return ready(definitions)
    .build('catalog', ['sample/catalog/main.go'], 42)
    .pass(600)
    .fails('catalog', 42, compileErrors)
    .pass(4000);
}

function unhealthy(): ShopStory {
  const story = ready();
  return story
    .observe('postgres', {
      status: 'running',
      health: 'unhealthy',
      startedAt: noon + 2000,
      probe: { at: story.now, exitCode: 1, output: 'psql: FATAL: the database system is shutting down\n' },
    })
    .tell({
      kind: 'container.evidence-found',
      service: 'postgres',
      index: 1,
      lines: [
        '2026-03-14 14:05:30 UTC [1] LOG:  received fast shutdown request',
        '2026-03-14 14:05:30 UTC [1] LOG:  aborting any active transactions',
        '2026-03-14 14:05:31 UTC [61] FATAL:  terminating connection due to administrator command',
      ],
    })
    .pass(3000);
}

function fetching(): ShopStory {
  const story = new ShopStory();
  const found = (service: string) =>
    story.tell({
      kind: 'image.found',
      service,
      reference: service,
      source: 'local-recipe',
      digest: undefined,
      durationMs: 3100,
    });
  for (const { name } of story.definitions) {
    story.tell({ kind: 'effect.started', effect: findImageOf(name) });
  }
  story.pass(3100).tell({ kind: 'image.progressed', service: 'postgres', text: 'unpacking libpq5 (17.2-1)' });
  found('redis');
  return story
    .tell({
      kind: 'image.unavailable',
      service: 'nginx',
      detail: 'no registry answers and stacks/nginx has no Dockerfile.local',
      hint: 'write one, or try again with a network',
    })
    .pass(2000);
}

function firstBuildFailed(): ShopStory {
  const story = new ShopStory().images().created().pass(700);
  for (const name of ['redis', 'postgres']) story.runs(name);
  story.runs('catalog', { health: 'starting' });
  return story.build('catalog', [], 1).pass(900).fails('catalog', 1, compileErrors).pass(3000);
}

function crashed(): ShopStory {
  return ready()
    .observe('redis', {
      status: 'exited',
      exitCode: 137,
      oomKilled: true,
      startedAt: noon + 2000,
      finishedAt: noon + 9000,
    })
    .tell({
      kind: 'container.evidence-found',
      service: 'redis',
      index: 1,
      lines: [
        '1:M 14 Mar 14:05:09.2 # Out of memory allocating 1048576 bytes!',
        '=== REDIS BUG REPORT START ===',
      ],
    })
    .pass(1000);
}

function outsiders(): ShopStory {
  const edges = [
    ...smallTraffic.edges,
    asked('gateway', 'payments.example', 'http', 3, 210, 1),
    asked('catalog', 'gateway', 'http', 1, 4),
  ];
  return ready().traffic({ ...smallTraffic, edges });
}

function stopped(): ShopStory {
  const story = ready(defaultShop).tell({ kind: 'stop.requested', service: 'redis' });
  return story
    .observe('redis', { status: 'exited', exitCode: 0, startedAt: noon + 2000, finishedAt: story.now })
    .pass(2000);
}

/** An older build of catalog answers, and the database is not well. */
function staleAndUnhealthy(): ShopStory {
  const story = compileError(defaultShop);
  return story
    .observe('postgres', {
      status: 'running',
      health: 'unhealthy',
      startedAt: noon + 2000,
      probe: { at: story.now, exitCode: 2, output: 'postgres:5432 - no response\n' },
    })
    .pass(1000);
}

/** The thin shop with another declaration of catalog. */
function shopWith(catalog: Partial<ServiceDefinition>): readonly ServiceDefinition[] {
  return smallShop.map((each) => (each.name === 'catalog' ? { ...each, ...catalog } : each));
}

function replicated(replicas = 3): ShopStory {
  return new ShopStory(shopWith({ replicas })).allReady().traffic(smallTraffic);
}

/** One of three has ended by itself. */
function degraded(replicas = 3): ShopStory {
  const story = replicated(replicas);
  const ended = { status: 'exited', exitCode: 2, startedAt: noon + 4000, finishedAt: story.now } as const;
  return story
    .observe('catalog', { index: 2, ...ended })
    .tell({
      kind: 'container.evidence-found',
      service: 'catalog',
      index: 2,
      lines: ['panic: runtime error: index out of range [3] with length 3', 'goroutine 41 [running]:'],
    })
    .pass(3000);
}

/** The first of three has taken the newest build over. */
function swapping(): ShopStory {
  const story = replicated().build('catalog', ['sample/catalog/main.go'], 42).pass(1300);
  return story.live('catalog', 42, [1]).pass(400);
}

function scaledToNothing(): ShopStory {
  return new ShopStory(shopWith({ replicas: 0 })).allReady().traffic({ operations: [], edges: [] });
}

function rebuilt(): ShopStory {
  return building().live('catalog', 42).pass(3200);
}

export const catalogLogs: readonly LogLine[] = Array.from({ length: 60 }, (_, index) => ({
  at: new Date(noon + index * 400).toISOString(),
  service: 'catalog',
  stream: index % 17 === 16 ? 'stderr' : 'stdout',
  text:
    index % 17 === 16
      ? '{"level":"WARN","msg":"cache miss, asking postgres","id":"p-117"}'
      : `{"level":"INFO","msg":"request","method":"GET","path":"/products/p-${100 + index}","status":200,"ms":${(index % 7) + 1}}`,
}));

/** Every scene that is kept as a frame. */
export function scenes(): readonly Scene[] {
  const wide = { columns: 140, rows: 40 };
  const middle = { columns: 120, rows: 36 };
  const usual = { columns: 120, rows: 40 };
  const least = { columns: 80, rows: 24 };
  return [
    { name: 'nothing-yet', ...least, story: new ShopStory([]) },
    { name: 'fetching', ...middle, story: fetching() },
    { name: 'first-build-failed', ...middle, story: firstBuildFailed() },
    { name: 'crashed', ...middle, story: crashed() },
    { name: 'outsiders', ...wide, story: outsiders() },
    { name: 'start-up', ...middle, story: startingUp() },
    { name: 'start-up-80x24', ...least, story: startingUp() },
    { name: 'ready', ...middle, story: ready() },
    { name: 'ready-80x24', ...least, story: ready() },
    { name: 'ready-140x40', ...wide, story: ready() },
    { name: 'whole-shop-140x40', ...wide, story: ready(wholeShop) },
    { name: 'whole-shop-80x24', ...least, story: ready(wholeShop) },
    { name: 'whole-shop-200x60', columns: 200, rows: 60, story: ready(wholeShop) },
    { name: 'default-no-traffic-120x40', ...usual, story: new ShopStory(defaultShop).allReady() },
    { name: 'default-120x40', ...usual, story: ready(defaultShop) },
    { name: 'default-80x24', ...least, story: ready(defaultShop) },
    { name: 'default-160x50', columns: 160, rows: 50, story: ready(defaultShop) },
    { name: 'default-stopped-120x40', ...usual, story: stopped() },
    { name: 'default-stopped-80x24', ...least, story: stopped() },
    { name: 'default-stale-120x40', ...usual, story: staleAndUnhealthy() },
    { name: 'default-stale-80x24', ...least, story: staleAndUnhealthy() },
    { name: 'default-list-160x50', columns: 160, rows: 50, story: ready(defaultShop), keys: ['v'] },
    { name: 'list', ...middle, story: ready(wholeShop), keys: ['v', 'down'] },
    { name: 'building', ...middle, story: building() },
    { name: 'rebuilt', ...middle, story: rebuilt() },
    { name: 'compile-error', ...middle, story: compileError() },
    { name: 'compile-error-80x24', ...least, story: compileError() },
    { name: 'compile-error-no-colour', ...middle, story: compileError(), variables: { NO_COLOR: '1' } },
    { name: 'unhealthy', ...middle, story: unhealthy() },
    {
      name: 'engine-lost',
      ...middle,
      story: ready().tell({ kind: 'engine.lost', detail: 'connect ENOENT /var/run/docker.sock' }).pass(2000),
    },
    {
      name: 'agent-lost',
      ...middle,
      story: ready().tell({ kind: 'agent.lost', detail: 'the connection was closed' }).pass(2000),
    },
    {
      name: 'going-down',
      ...middle,
      story: ready().tell({ kind: 'down.requested', volumes: false }).pass(600),
    },
    { name: 'detail', ...wide, story: rebuilt(), keys: ['right', 'right', 'enter'], logs: catalogLogs },
    { name: 'detail-80x24', ...least, story: rebuilt(), keys: ['down', 'down', 'enter'], logs: catalogLogs },
    {
      name: 'detail-broken',
      ...middle,
      story: compileError(),
      keys: ['right', 'right', 'enter'],
      logs: catalogLogs,
    },
    { name: 'replicas', ...middle, story: replicated() },
    { name: 'replicas-80x24', ...least, story: replicated() },
    { name: 'replicas-140x40', ...wide, story: replicated() },
    { name: 'degraded', ...middle, story: degraded() },
    { name: 'degraded-200x50', columns: 200, rows: 50, story: degraded() },
    { name: 'degraded-80x24', ...least, story: degraded() },
    { name: 'scaled-to-nothing', ...middle, story: scaledToNothing() },
    {
      name: 'detail-replicas',
      ...middle,
      story: replicated(),
      keys: ['right', 'right', 'enter'],
      logs: catalogLogs.map((logLine, index) => ({ ...logLine, instance: (index % 3) + 1 })),
    },
    {
      name: 'replicas-engine-lost',
      ...middle,
      story: replicated().tell({ kind: 'engine.lost', detail: 'connect ENOENT /var/run/docker.sock' }),
    },
    { name: 'detail-many', ...wide, story: degraded(12), keys: ['right', 'right', 'enter'] },
    { name: 'swapping', ...middle, story: swapping() },
    { name: 'detail-swapping', ...middle, story: swapping(), keys: ['right', 'right', 'enter'] },
    {
      name: 'detail-degraded',
      ...middle,
      story: degraded(),
      keys: ['right', 'right', 'enter'],
      logs: catalogLogs,
    },
    {
      name: 'detail-degraded-80x24',
      ...least,
      story: degraded(),
      keys: ['down', 'down', 'enter'],
      logs: catalogLogs,
    },
    { name: 'help', ...middle, story: ready(), keys: ['?'] },
    { name: 'help-80x24', ...least, story: ready(), keys: ['?'] },
    { name: 'leave', ...middle, story: ready(), keys: ['q'] },
    { name: 'ascii', ...middle, story: compileError(), variables: { LANG: 'C' } },
    { name: 'too-small', columns: 70, rows: 20, story: ready() },
    { name: 'too-small-40x10', columns: 40, rows: 10, story: staleAndUnhealthy() },
    { name: 'too-small-100x2', columns: 100, rows: 2, story: ready(defaultShop) },
    { name: 'too-small-leave', columns: 70, rows: 20, story: ready(), keys: ['q'] },
  ];
}
