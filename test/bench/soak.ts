import { readFile } from 'node:fs/promises';
import { TestEnvironment } from '../engine/fixtures/environment.ts';
import { urlOf } from '../engine/fixtures/status.ts';
import { benchName, type Setting } from './setting.ts';
import { usageOf } from './shop/usage.ts';
import { Controller } from './soak/controller.ts';
import { Customer } from './soak/customer.ts';
import { Edits } from './soak/edits.ts';

/** What a long run of edits under load left; printed as one line of JSON. */
export interface Soak {
  readonly bench: 'soak';
  readonly subject: string;
  readonly edits: number;
  readonly broken: number;
  /** Edits after which the newest valid code answered, of those that were valid. */
  readonly answered: number;
  readonly valid: number;
  readonly requests: number;
  readonly failed: number;
  /** The first few, each with when it was sent. */
  readonly failures: readonly string[];
  readonly medianEditMs: number;
  /** Resident memory in MB: at the start, in the middle and at the end. */
  readonly controllerMb: readonly number[];
  readonly runnerMb: Readonly<Record<string, readonly number[]>>;
}

/** Edits of the sample shop one after the other while it is called: every fifth broken, some during a build, some in shared packages. */
export async function* soak(
  setting: Setting,
  { edits, rate }: { readonly edits: number; readonly rate: number },
): AsyncGenerator<Soak> {
  await using environment = new TestEnvironment(setting.checkout, benchName('soak'));
  await environment.up();
  const shop = urlOf(await environment.status(), 'nginx');
  const plan = await Edits.begin(setting.checkout.root, shop, await Controller.of(environment.stateDir));
  const pid = await environment.controllerPid();
  const weigh = async () => ({
    controller: await residentMb(pid),
    runners: (await usageOf(setting.docker, environment.name)).runnerMb,
  });
  await using customer = await Customer.begin(shop, rate);
  const weights = [await weigh()];
  for (let count = 0; count < edits; count += 1) {
    await plan.next();
    if (count === Math.floor(edits / 2)) weights.push(await weigh());
  }
  weights.push(await weigh());
  const { requests, failures } = await customer.stop();
  const { broken, valid, answered, medianEditMs } = plan.figures();
  yield {
    bench: 'soak',
    subject: `${edits} edits in a row under ${rate} requests/s, GET and POST, keep-alive`,
    ...{ edits, broken, valid, answered, requests },
    failed: failures.length,
    failures: failures.slice(0, 5),
    medianEditMs,
    controllerMb: weights.map(({ controller }) => controller),
    runnerMb: Object.fromEntries(
      Object.keys(weights[0]?.runners ?? {}).map((name) => [
        name,
        weights.map(({ runners }) => runners[name] ?? 0),
      ]),
    ),
  };
}

async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 102.4) / 10;
}
