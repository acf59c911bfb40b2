import { TestEnvironment } from '../with-engine/fixtures/environment.ts';
import { benchName } from './left-overs.ts';
import { residentMb } from './process-cost.ts';
import type { Setting } from './setting.ts';
import { usageOf } from './shop/usage.ts';
import { Controller } from './soak/controller.ts';
import { Customer } from './soak/customer.ts';
import { Edits } from './soak/edits.ts';
import type { Subject } from './soak/subject.ts';

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
  /** Resident memory in MB: at the start and after each quarter of the edits. */
  readonly controllerMb: readonly number[];
  readonly runnerMb: Readonly<Record<string, readonly number[]>>;
}

/** Edits one after the other while what is edited is called: every fifth broken, some during a build, some in shared packages. */
export async function* soak(
  setting: Setting,
  prepare: (root: string) => Promise<Subject>,
  { edits, rate }: { readonly edits: number; readonly rate: number },
): AsyncGenerator<Soak> {
  const subject = await prepare(setting.checkout.root);
  await using environment = new TestEnvironment(setting.checkout, benchName('soak'));
  await environment.up(...subject.up);
  const status = await environment.status();
  const plan = await Edits.begin(subject, subject.tells(status), await Controller.of(environment.stateDir));
  const pid = await environment.controllerPid();
  const weigh = async () => ({
    controller: await residentMb(pid),
    runners: (await usageOf(setting.docker, environment.name)).runnerMb,
  });
  await using customer = new Customer(await subject.orders(status), rate);
  const weights = [await weigh()];
  for (let count = 1; count <= edits; count += 1) {
    await plan.next();
    if (count % Math.ceil(edits / 4) === 0 || count === edits) weights.push(await weigh());
  }
  const { requests, failures } = await customer.stop();
  const { broken, valid, answered, medianEditMs } = plan.figures();
  yield {
    bench: 'soak',
    subject: `${subject.what}: ${edits} edits in a row under ${rate} requests/s, GET and POST, keep-alive`,
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
