import { setTimeout as passed } from 'node:timers/promises';
import { TestEnvironment } from '../with-engine/fixtures/environment.ts';
import { urlOf } from '../with-engine/fixtures/status.ts';
import { benchName } from './left-overs.ts';
import type { Setting } from './setting.ts';
import { Load } from './shop/load.ts';
import { usageOf } from './shop/usage.ts';

const perSecond = 200;
const warmUpMs = 10_000;
const measuredMs = 60_000;

/** What the shop's customers saw, through Nginx, and what it cost; printed as one line of JSON. */
export interface Service {
  readonly bench: string;
  readonly subject: string;
  readonly requests: number;
  readonly failed: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly residentMb: Readonly<Record<string, number>>;
  readonly runnerMb: Readonly<Record<string, number>>;
  readonly cpuMsPerRequest: number;
}

/** The default mix behind Nginx in the default environment, everything else running: as often as pairs are asked for. */
export async function* shop(setting: Setting): AsyncGenerator<Service> {
  await using environment = new TestEnvironment(setting.checkout, benchName('shop'));
  await environment.up();
  const load = new Load(urlOf(await environment.status(), 'loadgen'));
  await load.rate(perSecond);
  await passed(warmUpMs);
  for (let run = 0; run < setting.pairs; run += 1) {
    const before = await usageOf(setting.docker, environment.name);
    await load.begin();
    await passed(measuredMs);
    const { requests, errors, skipped, p50Ms, p95Ms, p99Ms } = await load.figures();
    const { residentMb, runnerMb, cpuMs } = await usageOf(setting.docker, environment.name);
    yield {
      bench: 'shop',
      subject: `${perSecond} requests/s of the default mix through Nginx for ${measuredMs / 1000} s`,
      requests,
      failed: errors + skipped,
      p50Ms,
      p95Ms,
      p99Ms,
      residentMb,
      runnerMb,
      cpuMsPerRequest: Math.round(((cpuMs - before.cpuMs) / requests) * 1000) / 1000,
    };
  }
}
