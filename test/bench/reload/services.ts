import { Agent } from 'node:http';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { edit } from '../../with-engine/fixtures/edit.ts';
import { get } from '../../with-engine/fixtures/load.ts';
import { median } from '../pairs.ts';
import type { Setting } from '../setting.ts';
import type { BuildRecord, Records } from './records.ts';

/** How long edits of one service took; printed as one line of JSON. */
export interface ServiceReload {
  readonly bench: 'reload';
  readonly subject: string;
  /** From the save to the first answer by the new code. */
  readonly medianMs: number;
  readonly runs: number;
  readonly tookMs: readonly number[];
  /** Medians of what the build's own record says, and of the time until the save was noticed. */
  readonly phases: Readonly<Record<string, number>>;
}

const services = ['gateway', 'auth', 'orders', 'worker', 'loadgen', 'catalog'];
const patienceMs = 120_000;
/** Often enough to see the answer come, and seldom enough that asking takes no core from the compiler. */
const pauseMs = 10;

/** Edits each service of the shop so many times, one after the other, while all of them run. */
export async function* eachService(
  setting: Setting,
  environment: string,
  records: Records,
  edits: number,
): AsyncGenerator<ServiceReload> {
  // Nothing may come out of a cache that another run has filled.
  const run = Date.now().toString(36);
  for (const service of services) {
    const file = join(setting.checkout.root, 'sample-go-services/internal', service, 'run.go');
    const url = `http://${await addressOf(setting, environment, service)}:8080/`;
    const begin = 'host *service.Host) error {\n';
    await edit(file, [begin, `${begin}\thost.Version = "${run}-0"\n`]);
    await firstAnswer(url, `${run}-0`);
    await records.settled();
    const tookMs: number[] = [];
    const builds: BuildRecord[] = [];
    for (let count = 1; count <= edits; count += 1) {
      const [savedAt, began] = [Date.now(), performance.now()];
      await edit(file, [`"${run}-${count - 1}"`, `"${run}-${count}"`]);
      await firstAnswer(url, `${run}-${count}`);
      tookMs.push(Math.round(performance.now() - began));
      const build = (await records.settled())[service];
      if (build === undefined) throw new Error(`${service} has no build`);
      builds.push({ ...build, phasesMs: { notice: build.requestedAt - savedAt, ...build.phasesMs } });
    }
    const phases = ['notice', 'wait', 'list', 'compile', 'link', 'start', 'ready'];
    yield {
      bench: 'reload',
      subject: service,
      medianMs: median(tookMs),
      runs: edits,
      tookMs,
      phases: Object.fromEntries(
        phases.flatMap((phase) => {
          const all = builds.flatMap(({ phasesMs }) => phasesMs[phase] ?? []);
          return all.length === 0 ? [] : [[phase, median(all)]];
        }),
      ),
    };
  }
}

/** Where a service's container is on its network: not all of them publish a port. */
async function addressOf({ docker }: Setting, environment: string, service: string): Promise<string> {
  const label = [`dev.sim.environment=${environment}`, `com.docker.compose.service=${service}`];
  const [container] = await docker.listContainers({ filters: { label } });
  const networks = Object.values(container?.NetworkSettings.Networks ?? {});
  const address = networks.map(({ IPAddress }) => IPAddress).find((ip) => ip !== '');
  if (address === undefined) throw new Error(`${service} has no address`);
  return address;
}

/** Each service tells its version at its root. */
async function firstAnswer(url: string, version: string): Promise<void> {
  const agent = new Agent({ keepAlive: true });
  const deadline = performance.now() + patienceMs;
  for (let body = ''; !body.includes(`"${version}"`); await delay(pauseMs)) {
    if (performance.now() > deadline) throw new Error(`${url} never answered ${version}: ${body}`);
    body = await get(url, agent).catch((error: unknown) => String(error));
  }
  agent.destroy();
}
