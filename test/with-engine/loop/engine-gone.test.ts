import { watch } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { copyCheckout } from '../fixtures/checkout.ts';
import { holdingsOf, nothing } from '../fixtures/engine.ts';
import { shownBuilds } from '../fixtures/observed.ts';
import { type PrivateEngine, privateEngine } from '../fixtures/private-engine.ts';
import { SmallService } from '../fixtures/small-service.ts';
import { serviceOf } from '../fixtures/status.ts';
import { unique } from '../fixtures/test-run.ts';

const name = unique('gone-in-swap');
const file = 'greeting/text.go';
const resources = new AsyncDisposableStack();
let engine: PrivateEngine;
let small: SmallService;

beforeAll(async () => {
  const checkout = resources.use(await copyCheckout());
  engine = resources.use(await privateEngine());
  small = resources.use(await SmallService.start(checkout, name, { DOCKER_HOST: engine.host }));
});
afterAll(() => resources.disposeAsync());

/** An answer that takes its time to come up, so that there is something to be interrupted. */
function slowly(text: string): string {
  const greeting = small.greeting(text).replace('\n\n', '\n\nimport "time"\n\n');
  return `${greeting}\nfunc init() { time.Sleep(1200 * time.Millisecond) }\n`;
}

/** A moment of a swap; resolves when it has come. */
type Moment = (build: number) => Promise<unknown>;

/** Its runner does not know of it yet, or was told in this very moment. */
const named: Moment = async () => {
  const folder = join(small.environment.stateDir, 'builds/svc');
  for await (const { filename } of watch(folder, { signal: AbortSignal.timeout(60_000) })) {
    if (filename === 'current') return;
  }
};

/** Its process runs and is not ready. */
const starting: Moment = (build) =>
  small.seen.until((views) =>
    shownBuilds(views, 'svc')?.builds.find(
      ({ number, outcome }) => number === build && outcome === 'starting',
    ),
  );

test.each<['SIGTERM' | 'SIGKILL', string, Moment]>([
  ['SIGTERM', 'when the new build has just been named', named],
  ['SIGTERM', 'while the new build starts', starting],
  ['SIGKILL', 'when the new build has just been named', named],
  ['SIGKILL', 'while the new build starts', starting],
])(
  'an engine that ends by %s %s comes back, and the newest code answers by itself',
  async (signal, when, moment) => {
    const build = small.next;
    const text = `${signal} ${when}`;
    const come = moment(build);
    await small.save(file, slowly(text));
    await come;
    const lost = small.seen.until(({ environment: { engine: now } }) => now.state === 'lost' || undefined);
    await engine.stop(signal);
    await lost;
    expect(small.builds.live).not.toBe(build);
    await engine.start();
    await small.seen.until(({ environment: { engine: now } }) => now.state === 'connected' || undefined);

    expect(await small.answers(text)).toBe(build);
    const status = await small.environment.status();
    expect(status).toMatchObject({ engine: 'connected', ready: true });
    expect(serviceOf(status, 'svc').code).toMatchObject({ state: 'live', live: build, errors: [] });
    // Nothing was compiled a second time, and the build is told as what it became.
    expect(small.next).toBe(build + 1);
    expect(small.builds.builds[0]).toMatchObject({ number: build, outcome: 'live' });
    expect(await small.current()).toBe(build);
    // What comes next goes its usual way.
    await small.save(file, small.greeting(`after ${text}`));
    expect(await small.answers(`after ${text}`)).toBe(build + 1);
  },
);

test('down leaves nothing on an engine that was gone in between', async () => {
  expect(await small.environment.run('down', '--volumes')).toMatchObject({ code: 0 });
  expect(await holdingsOf(engine.docker, { name })).toEqual(nothing);
});
