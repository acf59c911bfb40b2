import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type Docker from 'dockerode';
import { runSim } from '../engine/fixtures/command.ts';

// As src/environment/environment.ts has them; read by Node alone, this can't import it.
const environmentLabel = 'dev.sim.environment';
const stateLabel = 'dev.sim.state';
const composeLabel = 'com.docker.compose.project';

type Labels = Readonly<Record<string, string>> | null | undefined;

/** An environment or a Compose project of a bench, with whose `bin/sim` it came up. */
export interface LeftOver {
  readonly name: string;
  /** `undefined`: by Compose alone. */
  readonly checkout: string | undefined;
}

/** A name for an environment that no other run has: two may go on at once. */
export function benchName(what: string): string {
  return `bench-${what}-${process.pid}`;
}

/** What belongs to a bench that runs no more, by the process in its name. */
export function leftOvers(
  found: readonly Labels[],
  runs: (pid: number) => boolean = runsBench,
): readonly LeftOver[] {
  const left = new Map<string, LeftOver>();
  for (const labels of found) {
    const environment = labels?.[environmentLabel];
    const name = environment ?? labels?.[composeLabel] ?? '';
    const pid = /^bench-[a-z]+-(\d+)$/.exec(name)?.[1];
    if (pid === undefined || runs(Number(pid))) continue;
    const stateDir = labels?.[stateLabel];
    const checkout = stateDir === undefined ? left.get(name)?.checkout : dirname(dirname(stateDir));
    left.set(name, { name, checkout });
  }
  return [...left.values()];
}

/** Whether that process is a bench: numbers are used again. */
export function runsBench(pid: number): boolean {
  try {
    // Without /proc any process of that number has to pass for it.
    if (!existsSync('/proc/self/cmdline')) return process.kill(pid, 0);
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('bench/main.ts');
  } catch {
    return false;
  }
}

/** Removes what killed benches left on the engine, and their checkouts; `sim` is the `bin/sim` of a checkout that works. */
export async function removeLeftOvers(docker: Docker, sim: string): Promise<void> {
  for (const { name, checkout } of leftOvers(await labelsOn(docker))) {
    if (checkout === undefined) {
      await removeProject(docker, name);
      continue;
    }
    // By its own, which may still have a controller that holds it.
    const own = join(checkout, 'bin/sim');
    if (existsSync(own)) await runSim(own, ['down', '--volumes', '--name', name]);
    await rm(checkout, { recursive: true, force: true });
    // Of an environment whose checkout has gone, any other may remove what is left.
    const { code, stderr } = await runSim(sim, ['down', '--volumes', '--name', name]);
    if (code !== 0) throw new Error(`${name} of a killed bench could not be removed: ${stderr}`);
  }
}

/** The labels of everything that the engine has, running or not. */
async function labelsOn(docker: Docker): Promise<readonly Labels[]> {
  const [containers, networks, { Volumes: volumes }] = await Promise.all([
    docker.listContainers({ all: true }),
    docker.listNetworks(),
    docker.listVolumes(),
  ]);
  return [...containers, ...networks, ...volumes].map(({ Labels }) => Labels);
}

async function removeProject(docker: Docker, project: string): Promise<void> {
  const filters = { label: [`${composeLabel}=${project}`] };
  for (const { Id } of await docker.listContainers({ all: true, filters })) {
    await docker.getContainer(Id).remove({ force: true, v: true });
  }
  for (const { Id } of await docker.listNetworks({ filters })) await docker.getNetwork(Id).remove();
}
