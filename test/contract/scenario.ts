import type { Queries, Span, TraceSummary } from '../../src/queries/queries.js';
import type { Snapshot } from '../../src/state/core/snapshot.js';
import { definition, waitsFor } from '../fakes/environment.js';
import { noon, ShopStory } from '../outputs/tui/shop-story.js';
import { smallTraffic } from '../outputs/tui/shop-traffic.js';

/** What the documents of the first version were made from: nothing here changes what they say. */
export const moments = ['starting', 'trouble', 'down'] as const;
export type Moment = (typeof moments)[number];

const services = [
  definition('nginx', {
    kind: 'gateway',
    stack: 'nginx',
    dependsOn: [waitsFor('catalog')],
    ports: [{ hostIp: '127.0.0.1', published: 8080, target: 80, protocol: 'tcp' }],
    open: [{ label: 'shop', port: 80, path: '/' }],
  }),
  definition('catalog', {
    dependsOn: [waitsFor('postgres'), waitsFor('redis')],
    go: { directory: '/src/sample/catalog', handoff: 'http' },
    configuration: [{ source: '/src/stacks/config/catalog.yaml', target: '/etc/catalog.yaml' }],
  }),
  definition('postgres', { kind: 'database', stack: 'postgres', hasHealthCheck: true }),
  definition('redis', { kind: 'cache', stack: 'redis', background: true }),
  definition('sim-agent', { kind: 'tool', internal: true, background: true, stack: 'sim' }),
];

const place = { file: 'sample/catalog/main.go', line: 42, column: 9 };

function starting(): ShopStory {
  const story = new ShopStory(services);
  story.tell({ kind: 'image.progressed', service: 'redis', text: 'unpacking' });
  story.images().created().pass(700).build('catalog', [], 1).pass(900);
  return story
    .runs('redis', { health: 'none' })
    .runs('postgres', {
      health: 'starting',
      probe: { at: story.now - 200, exitCode: 2, output: '/run/postgresql:5432 - no response\n' },
    })
    .pass(1700);
}

function trouble(): ShopStory {
  const story = new ShopStory(services).allReady().traffic(smallTraffic);
  story.tell({
    kind: 'image.found',
    service: 'postgres',
    reference: 'sim.local/postgres:17',
    source: 'local-recipe',
    digest: 'sha256:0123',
    durationMs: 900,
    standIns: [{ for: 'postgres:17', by: 'PostgreSQL 17 of Debian', image: 'sim.local/postgres:17' }],
  });
  const files = { services: ['catalog'], file: '/src/stacks/config/catalog.yaml' };
  story.tell({ kind: 'config.changed', ...files });
  story.tell({ kind: 'config.refused', ...files, changedAt: story.now, text: 'bad settings' });
  story.tell({ kind: 'checks.started', service: 'catalog', build: 41, checks: ['vet', 'test'] }).pass(300);
  const passed = { kind: 'check.finished', service: 'catalog', build: 41, durationMs: 300 } as const;
  const wrong = { ...place, message: 'TestList: got 3', excerpt: [] };
  story.tell({ ...passed, check: 'vet', errors: [] }, { ...passed, check: 'test', errors: [wrong] });
  story.build('catalog', ['sample/catalog/main.go'], 42).pass(600);
  story.fails('catalog', 42, [
    { ...place, message: 'undefined: priceOf', excerpt: [[42, '\tp.Price = priceOf(rows)']] },
  ]);
  story.tell({ kind: 'builds.pruned', service: 'catalog', kept: [41] });
  const ended = { status: 'exited', exitCode: 137, startedAt: noon + 2000, finishedAt: story.now } as const;
  story.observe('postgres', ended);
  const said = ['FATAL:  the database system is shutting down'];
  return story.tell({ kind: 'container.evidence-found', service: 'postgres', lines: said }).pass(4000);
}

function down(): ShopStory {
  const story = trouble().tell({ kind: 'down.requested', volumes: true }).pass(600);
  const none = { networks: ['sim-shop_default'], keptVolumes: [], externalVolumes: ['theirs'] };
  const data = { name: '0123abcd', service: 'redis', path: '/data', remounted: false };
  return story.tell({
    kind: 'environment.removed',
    removal: { ...none, containers: ['sim-shop-redis-1'], volumes: ['0123abcd'], unnamedVolumes: [data] },
  });
}

/** What a controller knows at one of the moments. */
export function snapshotAt(moment: Moment): Snapshot {
  return { starting, trouble, down }[moment]().snapshot;
}

const summary: TraceSummary = {
  traceId: '5b8efff798038103d269b633813fc60c',
  name: 'GET /products/{id}',
  startMs: noon + 0.25,
  durationMs: 12.5,
  services: ['nginx', 'catalog'],
  spans: 1,
  error: true,
  incomplete: true,
};
const span: Span = {
  traceId: summary.traceId,
  spanId: 'eee19b7ec3c1b174',
  parentSpanId: 'eee19b7ec3c1b173',
  service: 'catalog',
  name: 'GET /products/{id}',
  kind: 'server',
  startMs: noon + 0.5,
  durationMs: 12,
  error: true,
  statusMessage: 'no such product',
  attributes: { 'http.response.status_code': 500, 'http.route': '/products/{id}', cached: false },
  links: ['5b8efff798038103d269b633813fc60d'],
};

/** What is asked of it besides. */
export const queries: Queries = {
  async *logs() {
    yield { at: noon + 0.123, service: 'catalog', stream: 'stderr', text: 'no such product' };
    yield { service: 'redis', remark: 'its log can not be read' };
  },
  traces: async () => [summary],
  trace: async () => ({ summary, spans: [span] }),
  traffic: async ({ from, to }) => ({
    items: [
      {
        ...{ subject: { kind: 'service', service: 'catalog' }, from, to, requests: 12, errors: 1 },
        ...{ durations: [[53, 12]], p50Ms: 10.7, p95Ms: 11.5, p99Ms: 11.6 },
      },
      {
        ...{ subject: { kind: 'edge', from: 'catalog', to: 'redis' }, from, to, requests: 3, errors: 0 },
        ...{ durations: [], p50Ms: undefined, p95Ms: undefined, p99Ms: undefined },
      },
    ],
    source: 'live',
    warnings: ['nothing is kept from before 2026-03-14T14:05:00.000Z'],
  }),
};
