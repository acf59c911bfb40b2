import { cp, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TestEnvironment } from '../with-engine/fixtures/environment.ts';
import { urlOf } from '../with-engine/fixtures/status.ts';
import { benchName } from './left-overs.ts';
import { type Comparison, compare } from './pairs.ts';
import { type AffectedCheck, whatIsAffected } from './reload/affected.ts';
import { air } from './reload/air.ts';
import { composeWatch } from './reload/compose-watch.ts';
import { checkoutAt } from './reload/earlier.ts';
import { Editions } from './reload/editions.ts';
import { plainBuild } from './reload/plain.ts';
import { Records } from './reload/records.ts';
import type { Rival, Surroundings } from './reload/rival.ts';
import { eachService, type ServiceReload } from './reload/services.ts';
import type { Setting } from './setting.ts';
import { Controller } from './soak/controller.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** Edits of every kind, of which `edits` are made each: against others, of each service, and what Sim takes to know whom they affect. */
export async function* reload(
  setting: Setting,
  edits: number,
): AsyncGenerator<Comparison | ServiceReload | AffectedCheck> {
  yield* reloadRivals(setting);
  yield* reloadServices(setting, edits);
  yield* reloadAffected(setting, edits);
}

/** Save to first answer by the new code, for catalog: this checkout against a commit before, each with its own copy of the shop. */
export async function* reloadEarlier(setting: Setting, commit: string): AsyncGenerator<Comparison> {
  await using earlier = await checkoutAt(commit, repository);
  await using mine = new TestEnvironment(setting.checkout, benchName('now'));
  await using theirs = new TestEnvironment(earlier, benchName('earlier'));
  const begun = async (environment: TestEnvironment) => {
    await environment.up();
    const url = new URL('/products?limit=3', urlOf(await environment.status(), 'nginx')).href;
    const editions = await Editions.begin(join(environment.checkout.root, 'sample-go-services'), url);
    // Warms all caches, so that each measured build compiles what was edited and nothing else.
    await editions.next(nothing);
    return editions;
  };
  const [now, before] = [await begun(mine), await begun(theirs)];
  yield await compare(
    {
      bench: 'reload-earlier',
      subject: 'bin/sim: save to first answer by the new code, catalog',
      against: `bin/sim at ${commit}`,
    },
    setting.pairs,
    () => now.next(nothing),
    () => before.next(nothing),
  );
}

/** Save to first answer by the new code, of each service of the shop. */
export async function* reloadServices(setting: Setting, edits: number): AsyncGenerator<ServiceReload> {
  await using environment = new TestEnvironment(setting.checkout, benchName('services'));
  await environment.up();
  const records = new Records(await Controller.of(environment.stateDir));
  yield* eachService(setting, environment.name, records, edits);
}

/** How long Sim takes to know which services an edit affects. */
export async function* reloadAffected(setting: Setting, edits: number): AsyncGenerator<AffectedCheck> {
  await using environment = new TestEnvironment(setting.checkout, benchName('affected'));
  await environment.up();
  const { root } = setting.checkout;
  const records = new Records(await Controller.of(environment.stateDir));
  yield* whatIsAffected(join(root, 'sample-go-services'), records, edits);
}

/** Save to first answer by the new code, for catalog: Sim against what people use else, each on its own copy of the shop. */
async function* reloadRivals(setting: Setting): AsyncGenerator<Comparison> {
  await using environment = new TestEnvironment(setting.checkout, benchName('reload'));
  await using work = await temporaryFolder();
  const shop = join(setting.checkout.root, 'sample-go-services');
  const untouched = join(work.path, 'shop');
  await cp(shop, untouched, { recursive: true });
  await environment.up();
  const status = await environment.status();
  const surroundings: Surroundings = {
    workFolder: work.path,
    shop: untouched,
    stores: {
      POSTGRES_HOST: '127.0.0.1',
      POSTGRES_PORT: new URL(urlOf(status, 'postgres')).port,
      POSTGRES_PASSWORD: await environment.secret('postgres', 'POSTGRES_PASSWORD'),
      REDIS_ADDRESS: new URL(urlOf(status, 'redis')).host,
      REDIS_PASSWORD: await environment.secret('redis', 'REDIS_PASSWORD'),
    },
  };
  const rivals = [plainBuild, air, (around: Surroundings): Promise<Rival> => composeWatch(setting, around)];
  const sim = await Editions.begin(shop, new URL('/products?limit=3', urlOf(status, 'nginx')).href);
  for (const make of rivals) {
    await using rival = await make(surroundings);
    const theirs = await Editions.begin(rival.folder, rival.url);
    // Warms all caches, so that each measured build compiles what was edited and nothing else.
    await sim.next(nothing);
    await theirs.next(() => rival.saved());
    yield await compare(
      {
        bench: 'reload',
        subject: 'bin/sim: save to first answer by the new code, catalog',
        against: rival.name,
      },
      setting.pairs,
      () => sim.next(nothing),
      () => theirs.next(() => rival.saved()),
    );
  }
}

async function nothing(): Promise<void> {}

async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'sim-bench-')));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
