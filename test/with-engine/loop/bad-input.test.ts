import { appendFile, rename, rm, writeFile } from 'node:fs/promises';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { copyCheckout } from '../fixtures/checkout.ts';
import { testEngine } from '../fixtures/engine.ts';
import { shownBuilds, shownService } from '../fixtures/observed.ts';
import { processEnd } from '../fixtures/process-end.ts';
import { SmallService } from '../fixtures/small-service.ts';
import { serviceOf } from '../fixtures/status.ts';
import { unique } from '../fixtures/test-run.ts';

const text = 'greeting/text.go';
const resources = new AsyncDisposableStack();
let small: SmallService;
let sound: string;

beforeAll(async () => {
  await testEngine();
  const checkout = resources.use(await copyCheckout());
  small = resources.use(await SmallService.start(checkout, unique('bad-input')));
  sound = await small.read('main.go');
});
afterAll(() => resources.disposeAsync());

/** Takes back what a test did to `main.go`, and awaits that it answers. */
async function repaired(answer: string): Promise<void> {
  await small.save('main.go', sound);
  await small.save(text, small.greeting(answer));
  await small.answers(answer);
}

test('a save by rename is live, though the source lies behind a symbolic link', async () => {
  await small.save(text, small.greeting('renamed'));
  expect(await small.answers('renamed')).toBe(2);
});

test('a deleted file is an error while the old build answers, and restored it is live again without compiling', async () => {
  const before = small.next - 1;
  await rename(small.path(text), small.path('text.away'));
  const { errors } = await small.ends('failed', before);
  expect(errors[0]?.message).toMatch(/greeting/);
  expect(await small.ask()).toBe('renamed');
  await rename(small.path('text.away'), small.path(text));
  await small.ends('unchanged', before);
  expect(await small.answers('renamed')).toBe(2);
});

test('half a file is nobody’s error when its other half comes at once', async () => {
  const whole = small.greeting('whole');
  const before = small.next - 1;
  await writeFile(small.path(text), whole.slice(0, 20));
  await appendFile(small.path(text), whole.slice(20));
  await small.answers('whole');
  const outcomes = small.builds.builds.filter(({ number }) => number > before).map(({ outcome }) => outcome);
  expect(outcomes).toEqual(['live']);
});

test('a missing module is named with the command that adds it', async () => {
  const before = small.next - 1;
  await small.save('main.go', sound.replace('"net/http"\n', '"net/http"\n\t_ "github.com/no/such"\n'));
  const { errors } = await small.ends('failed', before);
  expect(errors[0]).toMatchObject({ message: expect.stringContaining('go get github.com/no/such') });
  await repaired('after the module');
});

test('an endless init is given up after the time for readiness, with its place, and the old build answers', async () => {
  const before = small.next - 1;
  const endless = 'func init() {\n\tfor {\n\t\t_ = fmt.Sprint(os.Args)\n\t}\n}\n\nfunc main() {';
  await small.save('main.go', sound.replace('func main() {', endless));
  const { errors } = await small.ends('rejected', before);
  expect(errors[0]).toMatchObject({
    file: expect.stringMatching(/source\/main\.go$/),
    message: expect.stringMatching(/^not ready within 1\.5s: .*refused/),
  });
  expect(errors[0]?.excerpt.map(([, line]) => line)).toContain('\t\t_ = fmt.Sprint(os.Args)');
  expect(await small.ask()).toBe('after the module');
  await repaired('after the loop');
});

test('a panic at the start shows its source', async () => {
  const before = small.next - 1;
  await small.save('main.go', sound.replace('address :=', 'panic("no cellar")\n\taddress :='));
  const { errors } = await small.ends('rejected', before);
  expect(errors[0]).toMatchObject({ message: 'panic: no cellar', line: 13 });
  expect(errors[0]?.excerpt).toContainEqual([13, '\tpanic("no cellar")']);
  await repaired('after the panic');
});

test('a crash after five seconds goes back to the last good build, on the disk too, and says so', async () => {
  const before = small.next - 1;
  const crash = 'go func() { time.Sleep(5 * time.Second); panic("out of tea") }()\n\taddress :=';
  await small.save('main.go', sound.replace('address :=', crash).replace('"os"\n', '"os"\n\t"time"\n'));
  const { number, errors } = await small.ends('rolled-back', before);
  expect(errors[0]).toMatchObject({ message: 'panic: out of tea', line: 14 });
  const good = small.builds.live ?? 0;
  expect(good).toBeLessThan(number);
  await small.seen.line(new RegExp(`^svc: back on build ${good}`));
  await small.seen.until((views) => shownService(views, 'svc')?.failedForGood || undefined);
  expect(await small.current()).toBe(good);
  expect(serviceOf(await small.environment.status(), 'svc').code).toMatchObject({
    state: 'stale',
    live: good,
  });
  expect(await small.ask()).toBe('after the panic');
  await repaired('after the crash');
});

test('a service that ignores PORT is restarted for each build, which is said, and handed over again once it heeds it', async () => {
  await small.save('main.go', sound.replace('":" + os.Getenv("PORT")', '":8080"'));
  await small.seen.until((views) => shownBuilds(views, 'svc')?.note?.includes('ignores PORT') || undefined);
  await small.save(text, small.greeting('restarted'));
  await small.answers('restarted');
  expect(small.builds.note).toMatch(/^restart instead of http: the service listens on 8080 itself/);
  await repaired('handed over');
  expect(small.builds.note).toBeNull();
});

test('a service that is no longer ready is so within a moment, by what its runner asked, and ready again as fast', async () => {
  const { containers } = serviceOf(await small.environment.status(), 'svc');
  const [{ id } = { id: '' }] = containers;
  const unready = small.seen.line(/^svc: no longer ready: GET \/readyz answered 503: the cellar is flooded/);
  await mark(id, true);
  await unready;
  expect(serviceOf(await small.environment.status(), 'svc')).toMatchObject({
    state: 'unhealthy',
    cause: "its probe says 'GET /readyz answered 503: the cellar is flooded'",
  });
  const again = small.seen.line(/^svc: ready again/);
  await mark(id, false);
  await again;
  expect(serviceOf(await small.environment.status(), 'svc').state).toBe('ready');
});

test('saved again and again before a build can end, it is seen all the same', async () => {
  const before = small.builds.live ?? 0;
  let edition = 0;
  let last: Promise<void> = Promise.resolve();
  const saving = setInterval(() => {
    edition += 1;
    const next = small.greeting(`edition ${edition}`);
    last = last.then(() => small.save(text, next));
  }, 150);
  try {
    await small.seen.until((views) => (shownBuilds(views, 'svc')?.live ?? 0) > before || undefined);
  } finally {
    clearInterval(saving);
    await last;
  }
  await small.save(text, small.greeting('at rest'));
  await small.answers('at rest');
});

test('a controller that is killed during a swap is made good by the next up: the newest source answers', async () => {
  // It takes its time to come up, so that there is something to be killed in the middle of.
  const slowly = small.greeting('survived').replace('\n\n', '\n\nimport "time"\n\n');
  await small.save(text, `${slowly}\nfunc init() { time.Sleep(800 * time.Millisecond) }\n`);
  await small.seen.until(
    (views) => shownBuilds(views, 'svc')?.builds[0]?.outcome === 'starting' || undefined,
  );
  const pid = await small.environment.controllerPid();
  process.kill(pid, 'SIGKILL');
  await processEnd(pid);
  await small.up();
  await small.answers('survived');
});

/** Puts a file into the container, whose image holds no program that could, which makes it say that it is not ready, or takes it away. */
async function mark(id: string, unready: boolean): Promise<void> {
  const { stdout: pid } = await execa('docker', ['inspect', '--format', '{{.State.Pid}}', id]);
  const file = `/proc/${pid}/root/unready`;
  await (unready ? writeFile(file, '') : rm(file));
}
