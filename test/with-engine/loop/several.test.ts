import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { ConstantLoad } from '../fixtures/load.ts';
import { Observed, shownBuilds } from '../fixtures/observed.ts';
import { sharedByTests } from '../fixtures/shared.ts';
import { type Status, serviceOf, urlOf } from '../fixtures/status.ts';

const project = fileURLToPath(new URL('../fixtures/projects/several-go', import.meta.url));
const shared = sharedByTests();

test('three containers of a service take over one after the other under load, three of a worker as one, and all go back', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sim-several-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await cp(project, folder, { recursive: true });
  const signal = AbortSignal.timeout(240_000);
  const environment = shared.environmentNamed('several');
  await environment.up('--file', join(folder, 'compose.yaml'));
  using seen = await Observed.of(environment.stateDir);
  const begun = await environment.status();
  expect(buildsOf(begun)).toEqual({ svc: ['ready', 1, 1, 1], worker: ['ready', 1, 1, 1] });

  const load = new ConstantLoad(urlOf(begun, 'front'), 200);
  onTestFinished(() => load.stop().then(() => undefined));
  await load.firstAnswer((body) => body.startsWith('first'), signal);
  const text = join(folder, 'source/greeting/text.go');
  const save = (source: string) => writeFile(text, `package greeting\n\n${source}\n`);

  await save('const Text = "second"');
  for (const service of ['svc', 'worker'])
    await seen.line(new RegExp(`^${service}: build 2 is live in all 3, `));
  expect(buildsOf(await environment.status())).toEqual({
    ...{ svc: ['ready', 2, 2, 2], worker: ['ready', 2, 2, 2] },
  });
  const story = seen.current.story.entries.flatMap((entry) => (entry.service === 'svc' ? [entry.text] : []));
  expect(story.filter((line) => line.includes('build 2 is live')).map((line) => line.slice(0, 9))).toEqual([
    ...['#1 build ', '#2 build ', '#3 build ', 'build 2 i'],
  ]);
  const answered = new Set<string>();
  await load.firstAnswer((body) => answered.add(body).size >= 3, signal);
  expect([...answered].filter((body) => !body.startsWith('second'))).toEqual([]);

  await save('const Text = "third"\n\nfunc init() { panic("no cellar") }');
  for (const service of ['svc', 'worker']) {
    await seen.until((views) => {
      const { state, live } = shownBuilds(views, service) ?? {};
      return (state === 'stale' && live === 2) || undefined;
    });
    await seen.until(({ status }) => {
      const found = status.services.find(({ name }) => name === service);
      return found?.instances?.every(({ build, ready }) => build === 2 && ready) || undefined;
    });
  }
  const after = await environment.status();
  for (const service of ['svc', 'worker']) {
    expect(serviceOf(after, service)).toMatchObject({
      ...{ state: 'ready', ready: true },
      code: {
        state: 'stale',
        live: 2,
        errors: [{ message: expect.stringMatching(`^${service}#\\d: panic: no cellar`) }],
      },
    });
  }
  const report = await load.stop();
  expect(report.failures).toEqual([]);
  console.log(`several: ${report.sent} requests at 200/s, ${report.failures.length} failed`);

  const runs = await runsOf(after, 'worker');
  expect(runs.filter(({ text: name }) => name === 'second').length).toBeGreaterThanOrEqual(3);
  for (const one of runs) {
    for (const other of runs) if (one.text !== other.text) expect(overlap(one, other)).toBe(false);
  }
});

/** Of each service of several containers its state, and the build of each. */
function buildsOf(status: Status) {
  const of = (name: string) => {
    const { state, instances } = serviceOf(status, name);
    return [state, ...(instances ?? []).map(({ build }) => build)];
  };
  return { svc: of('svc'), worker: of('worker') };
}

interface Run {
  readonly text: string;
  /** Nanoseconds since the epoch, by the clock of the machine that all containers share. */
  readonly from: bigint;
  readonly to: bigint;
}

const forever = 1n << 63n;

/** When each process of a service ran, as it said itself. */
async function runsOf(status: Status, service: string): Promise<readonly Run[]> {
  const logs = await Promise.all(
    serviceOf(status, service).containers.map(async ({ id }) =>
      String(await shared.docker.getContainer(id).logs({ stdout: true, follow: false })),
    ),
  );
  return logs.flatMap((log) => {
    const runs: Run[] = [];
    for (const [, word, text = '', at = ''] of log.matchAll(/(began|ended) (\w+) (\d+)/g)) {
      const last = runs.at(-1);
      if (word === 'began') runs.push({ text, from: BigInt(at), to: forever });
      else if (last !== undefined) runs[runs.length - 1] = { ...last, to: BigInt(at) };
    }
    return runs;
  });
}

function overlap(one: Run, other: Run): boolean {
  return one.from < other.to && other.from < one.to;
}
