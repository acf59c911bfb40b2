import { setTimeout as wait } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import { copyCheckout } from '../fixtures/checkout.ts';
import { holdingsOf, nothing, testEngine } from '../fixtures/engine.ts';
import { TestEnvironment } from '../fixtures/environment.ts';
import { get } from '../fixtures/load.ts';
import { serviceOf, urlOf } from '../fixtures/status.ts';
import { unique } from '../fixtures/test-run.ts';

interface Target {
  readonly labels: { readonly job: string; readonly service: string };
  readonly health: 'up' | 'down' | 'unknown';
}

const shop = ['auth', 'catalog', 'gateway', 'loadgen', 'orders', 'worker'];
const exporters = ['nginx-exporter', 'node-exporter', 'postgres-exporter', 'redis-exporter'];

test('the stack prometheus measures the shop, the stores, the machine and itself, and says what is not there', async () => {
  const name = unique('measured');
  const docker = await testEngine();
  await using checkout = await copyCheckout();
  {
    await using environment = new TestEnvironment(checkout, name);

    // By itself: it waits for nothing that it measures, and what is absent is down rather than unknown.
    await environment.up('prometheus');
    const status = await environment.status();
    expect(serviceOf(status, 'prometheus')).toMatchObject({
      kind: 'metrics',
      state: 'ready',
      health: 'healthy',
    });
    const api = new URL('/api/v1/', urlOf(status, 'prometheus')).href;
    await until(api, {
      up: [...exporters, 'prometheus'],
      down: shop,
    });
    await untilQuery(api, 'pg_up + on() redis_up + on() nginx_up', (value) => value === 0);

    // With the shop, every target comes up by itself.
    await environment.up('app', 'prometheus');
    await until(api, { up: [...shop, ...exporters, 'prometheus'], down: [] });
    await untilQuery(api, 'pg_up + on() redis_up + on() nginx_up', (value) => value === 3);
    await untilQuery(
      api,
      'sum(http_server_request_duration_seconds_count{service="gateway"})',
      (value) => value > 0,
    );
    expect((await query(api, 'sum(node_memory_MemTotal_bytes)'))[0]).toBeGreaterThan(1e9);
    expect(await exemplars(api)).toMatch(/"trace_id":"[0-9a-f]{32}"/);
  }
  expect(await holdingsOf(docker, { name })).toEqual(nothing);
});

async function targetsOf(api: string): Promise<readonly Target[]> {
  // The documented shape of Prometheus' API.
  return (JSON.parse(await get(`${api}targets`)) as { data: { activeTargets: Target[] } }).data.activeTargets;
}

async function query(api: string, text: string): Promise<readonly number[]> {
  const body = await get(`${api}query?query=${encodeURIComponent(text)}`);
  // The documented shape of Prometheus' API.
  const { data } = JSON.parse(body) as { data: { result: { value: [number, string] }[] } };
  return data.result.map(({ value }) => Number(value[1]));
}

function exemplars(api: string): Promise<string> {
  const now = Date.now() / 1000;
  return get(
    `${api}query_exemplars?query=http_server_request_duration_seconds_bucket&start=${now - 300}&end=${now}`,
  );
}

/** Prometheus tells nobody when it has scraped: it is asked until it has. */
async function until(
  api: string,
  wanted: { readonly up: readonly string[]; readonly down: readonly string[] },
): Promise<void> {
  const signal = AbortSignal.timeout(60_000);
  const all = { up: [...wanted.up].sort(), down: [...wanted.down].sort(), unknown: [] };
  for (;;) {
    const targets = await targetsOf(api);
    const found: Record<Target['health'], string[]> = { up: [], down: [], unknown: [] };
    for (const { labels, health } of targets) found[health].push(labels.service);
    for (const services of Object.values(found)) services.sort();
    if (isDeepStrictEqual(found, all)) return;
    await wait(250, undefined, { signal }).catch(() => expect(found).toEqual(all));
  }
}

async function untilQuery(api: string, text: string, holds: (value: number) => boolean): Promise<void> {
  const signal = AbortSignal.timeout(60_000);
  for (;;) {
    const [value] = await query(api, text);
    if (value !== undefined && holds(value)) return;
    await wait(250, undefined, { signal }).catch(() => {
      throw new Error(`${text} is still ${value}`);
    });
  }
}
