import { join } from 'node:path';
import { expect, test } from 'vitest';
import { copyCheckout } from '../fixtures/checkout.ts';
import { edit } from '../fixtures/edit.ts';
import { foreignContainer, holdingsOf, nothing, testEngine } from '../fixtures/engine.ts';
import { TestEnvironment } from '../fixtures/environment.ts';
import { ConstantLoad, get } from '../fixtures/load.ts';
import { serviceOf, urlOf } from '../fixtures/status.ts';
import { TestTerminal } from '../fixtures/terminal.ts';
import { unique } from '../fixtures/test-run.ts';

const name = unique('whole-loop');
const sanityMs = 120_000;

test('up, traffic, edit, break, repair, leave, come back, down: all in a terminal, without a failed request', async () => {
  const signal = AbortSignal.timeout(560_000);
  const docker = await testEngine();
  await using checkout = await copyCheckout();
  await using environment = new TestEnvironment(checkout, name);
  await using cleanUp = new AsyncDisposableStack();
  const open = (command: string) =>
    new TestTerminal(checkout.sim, [command, '--name', name], {
      cwd: checkout.root,
      columns: 140,
      signal,
    });

  const began = performance.now();
  using first = open('up');
  await first.until(new RegExp(`${name}  ● ready 9/9`));
  tell('up to ready', performance.now() - began);
  await first.until((screen) => /\d\/s ?─▸/.test(screen) && screen.includes('agent ●'));
  tell('up to traffic on the screen', performance.now() - began);

  const status = await environment.status();
  expect(status.ready).toBe(true);
  const shop = new URL('/products?limit=3', urlOf(status, 'nginx')).href;
  expect(JSON.parse(await get(shop))).toHaveProperty('products.length', 3);
  const { image } = serviceOf(status, 'postgres');
  await using foreign = await foreignContainer(docker, image.reference ?? '');

  const source = join(checkout.root, 'sample-go-services/internal/catalog/http.go');
  const load = new ConstantLoad(shop, 100);
  cleanUp.defer(() => load.stop().then(() => undefined));
  await load.firstAnswer((body) => body.includes('"products"'), signal);

  await edit(
    source,
    ['type page struct {', 'type page struct {\n\tEdition string `json:"edition"`'],
    ['page{Products: products}', 'page{Edition: "second", Products: products}'],
  );
  let saved = performance.now();
  const second = await load.firstAnswer((body) => body.includes('"edition":"second"'), signal);
  tell('save to first answer by the new code', second.answeredAt - saved);
  expect(second.answeredAt - saved).toBeLessThan(sanityMs);
  await first.until(/catalog +build 2 is live/);

  await edit(source, ['Edition: "second"', 'Edition: editionOf(products)']);
  saved = performance.now();
  await first.until((screen) => /catalog\/http\.go:\d+(:\d+)?: undefined: editionOf/.test(screen));
  tell('broken save to file:line on the screen', performance.now() - saved);
  expect(performance.now() - saved).toBeLessThan(sanityMs);
  await first.until('STALE');
  await load.firstAnswer((body) => body.includes('"edition":"second"'), signal);
  expect(serviceOf(await environment.status(), 'catalog').code).toMatchObject({
    state: 'stale',
    live: 2,
    errors: [{ message: 'undefined: editionOf' }],
  });

  await edit(source, ['Edition: editionOf(products)', 'Edition: "third"']);
  saved = performance.now();
  const third = await load.firstAnswer((body) => body.includes('"edition":"third"'), signal);
  tell('repair to first answer', third.answeredAt - saved);
  await first.until((screen) => !screen.includes('STALE') && !screen.includes('undefined: editionOf)'));

  const report = await load.stop();
  expect(report.failures).toEqual([]);
  expect(report.answered).toBe(report.sent);
  console.log(`whole loop: ${report.sent} requests at 100/s, ${report.failures.length} failed`);

  first.press('q');
  await first.until('Leave this view');
  first.press('l');
  expect(await first.ended()).toBe(0);
  expect((await environment.status()).ready).toBe(true);
  expect(await get(shop)).toContain('"edition":"third"');

  using again = open('attach');
  await again.until(new RegExp(`${name}  ● ready 9/9`));
  const downAt = performance.now();
  const down = await environment.run('down', '--volumes');
  expect(down).toMatchObject({ code: 0 });
  tell('down', performance.now() - downAt);
  expect(await again.ended()).toBe(0);

  expect(await holdingsOf(docker, { name })).toEqual(nothing);
  expect((await foreign.inspect()).State.Running).toBe(true);
});

function tell(what: string, ms: number): void {
  console.log(`whole loop: ${what} ${(ms / 1000).toFixed(2)} s`);
}
