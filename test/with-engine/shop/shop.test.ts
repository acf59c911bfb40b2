import { afterAll, beforeAll, describe, test } from 'vitest';
import { findEngine } from '../../../src/engine/find.js';
import { type Checkout, copyCheckout } from '../fixtures/checkout.ts';
import { TestEnvironment } from '../fixtures/environment.ts';
import { shopGoOf } from '../fixtures/shop-go.ts';
import { unique } from '../fixtures/test-run.ts';

describe('the shop behind Nginx, with the agent', () => {
  let checkout: Checkout;
  let environment: TestEnvironment;
  let goTest: (test: string) => Promise<void>;

  beforeAll(async () => {
    checkout = await copyCheckout();
    environment = new TestEnvironment(checkout, unique('shop-tests'));
    await environment.up();
    const found = await findEngine(process.env, AbortSignal.timeout(20_000));
    if (found.state !== 'found') throw new Error(found.message);
    const [command = 'docker'] = found.composeCommand;
    const go = await shopGoOf(environment, { command, env: { ...found.env } });
    goTest = async (name) => {
      const said = await go('-v', '-run', `^${name}$`, './internal/endtoend');
      if (!said.includes(`--- PASS: ${name} `)) throw new Error(`${name} did not run:\n${said}`);
    };
  });

  afterAll(async () => {
    await environment[Symbol.asyncDispose]();
    await checkout[Symbol.asyncDispose]();
  });

  test('one trace covers an order, settings change at work, and nonsense is refused with problem documents', () =>
    goTest('TestTheShopAtWork'));

  test('500 buyers of 100 things buy 100', () => goTest('TestFiveHundredBuyersOfAHundredThingsBuyAHundred'));

  test('a worker killed in the middle of 1,000 orders tells every customer once', () =>
    goTest('TestAWorkerKilledInTheMiddleOfAThousandOrdersTellsEveryCustomerOnce'));

  test('without Redis the shop works, says that it is degraded, and recovers', () =>
    goTest('TestWithoutRedisTheShopWorksSaysSoAndRecovers'));

  test('without Postgres for 20 s cached reads go on, writes ask to come back, and no order is lost or doubled', () =>
    goTest('TestWithoutPostgresCachedReadsGoOnAndWritesAskToComeBack'));

  test('one lock around every login shows in the traces, and so does its cure', () =>
    goTest('TestTheLockOfLoginsShowsInTracesAndItsCureToo'));
});
