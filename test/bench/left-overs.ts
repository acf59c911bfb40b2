import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type Docker from 'dockerode';
import { runSim } from '../with-engine/fixtures/command.ts';

// As src/environment/environment.ts has them; read by Node alone, this can't import it.
const environmentLabel = 'dev.sim.environment';
const stateLabel = 'dev.sim.state';
const composeLabel = 'com.docker.compose.project';

type Labels = Readonly<Record<string, string>> | null | undefined;

/** Something of a bench: an environment, or a project that Compose alone brought up. */
export interface LeftOver {
  readonly kind: 'environment' | 'project';
  readonly name: string;
  /** With whose `bin/sim` it came up, where that is known. */
  readonly checkout: string | undefined;
}

const nameOfBench = /^bench-[a-z0-9-]+-(\d+)$/;

/** A name for an environment that no other run has: two may go on at once. */
export function benchName(what: string, pid: number = process.pid): string {
  return `bench-${what}-${pid}`;
}

/** Says of a name whether it is that of a bench that runs no more, by the process in it. */
export function ofEndedBench(name: string, runs: (pid: number) => boolean = runsBench): boolean {
  const pid = nameOfBench.exec(name)?.[1];
  return pid !== undefined && !runs(Number(pid));
}

/** What has such a name. */
export function leftOvers(found: readonly Labels[], isLeft: (name: string) => boolean): readonly LeftOver[] {
  const left = new Map<string, LeftOver>();
  for (const labels of found) {
    const environment = labels?.[environmentLabel];
    const name = environment ?? labels?.[composeLabel] ?? '';
    if (!isLeft(name)) continue;
    const stateDir = labels?.[stateLabel];
    const checkout = stateDir === undefined ? left.get(name)?.checkout : dirname(dirname(stateDir));
    left.set(name, { kind: environment === undefined ? 'project' : 'environment', name, checkout });
  }
  return [...left.values()];
}

/** Whether that process is a bench: numbers are used again. */
export function runsBench(pid: number): boolean {
  try {
    return commandOf(pid).includes('bench/main.ts');
  } catch {
    return false;
  }
}

function commandOf(pid: number): string {
  return existsSync('/proc/self/cmdline')
    ? readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    : execFileSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
}

/**
 * Removes what others left on the engine that did not come to their end, killed benches where nothing else is said, and their
 * checkouts; `sim` is the `bin/sim` of a checkout that works. Resolves with what there was.
 */
export async function removeLeftOvers(
  docker: Docker,
  sim: string,
  isLeft: (name: string) => boolean = (name) => ofEndedBench(name),
): Promise<readonly LeftOver[]> {
  const left = leftOvers(await labelsOn(docker), isLeft);
  for (const { kind, name, checkout } of left) {
    if (kind === 'project') {
      await removeProject(docker, name);
      continue;
    }
    if (checkout !== undefined && (await isCopy(checkout))) {
      // By its own, which may still have a controller that holds it.
      const own = join(checkout, 'bin/sim');
      if (existsSync(own)) await runSim(own, ['down', '--volumes', '--name', name]);
      await rm(checkout, { recursive: true, force: true });
    }
    // Of an environment whose checkout has gone, any other may remove what is left.
    const { code, stderr } = await runSim(sim, ['down', '--volumes', '--name', name]);
    if (code !== 0) throw new Error(`${name}, which nobody wants, could not be removed: ${stderr}`);
  }
  return left;
}

/** Made by `copyCheckout`, and not somebody's own that has an environment of such a name. */
async function isCopy(checkout: string): Promise<boolean> {
  return dirname(checkout) === (await realpath(tmpdir())) && basename(checkout).startsWith('sim-checkout-');
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
  const { Volumes } = await docker.listVolumes({ filters });
  for (const { Name } of Volumes) await docker.getVolume(Name).remove();
}
