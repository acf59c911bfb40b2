import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunCommand } from '../commands.js';
import { type EnginePrefix, isInstalled } from '../prefix.js';
import { createPrivateApt } from './apt.js';
import type { Distribution } from './distribution.js';
import { linkFirewall } from './firewall.js';
import { withInstallLock } from './lock.js';
import { unpackPackages } from './packages.js';

/**
 * What the engine needs beside itself, of the machine's own release: its libraries fit. `mmdebstrap` makes base images, for whoever is
 * not root with the help of `uidmap`.
 */
const companions = ['runc', 'iptables', 'tini', 'mmdebstrap', 'uidmap'];

/** What an installation needs to know. `report` hears a line whenever something new begins. */
export interface InstallContext {
  readonly prefix: EnginePrefix;
  readonly distribution: Distribution;
  readonly env: NodeJS.ProcessEnv;
  readonly run: RunCommand;
  readonly report: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Installs Docker Engine, Compose and buildx into the prefix and nowhere else. A finished installation is left alone; one
 * that was cut short is done again, with the downloads that it left.
 */
export async function installEngine(context: InstallContext): Promise<void> {
  const { prefix, signal } = context;
  await mkdir(prefix.folder, { recursive: true });
  await withInstallLock(join(prefix.folder, 'install.lock'), signal, async () => {
    if (!isInstalled(prefix)) await install(context);
  });
}

/** Puts `mmdebstrap` alone into the prefix, for a machine that has an engine and lacks it. */
export async function installTools({ prefix, distribution, run, signal }: InstallContext): Promise<void> {
  await mkdir(prefix.folder, { recursive: true });
  await withInstallLock(join(prefix.folder, 'install.lock'), signal, async () => {
    const folder = join(prefix.folder, 'apt');
    const apt = await createPrivateApt(folder, distribution, run, signal);
    await apt.update(signal);
    await apt.downloadMissing(['mmdebstrap'], signal);
    await mkdir(prefix.root, { recursive: true });
    await unpackPackages(apt.archives, prefix.root, run, signal);
    await rm(folder, { recursive: true, force: true });
  });
}

async function install({ prefix, distribution, env, run, report, signal }: InstallContext): Promise<void> {
  report('fetching the package lists');
  const aptFolder = join(prefix.folder, 'apt');
  const apt = await createPrivateApt(aptFolder, distribution, run, signal);
  await apt.update(signal);
  report('downloading Docker Engine, Compose and buildx');
  await Promise.all([
    apt.downloadEngine(distribution.enginePackages, signal),
    apt.downloadMissing(companions, signal),
  ]);
  report('unpacking');
  const fresh = `${prefix.root}.new`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true });
  const packages = await unpackPackages(apt.archives, fresh, run, signal);
  await rm(prefix.root, { recursive: true, force: true });
  await rename(fresh, prefix.root);
  await linkFirewall(prefix, env, run, signal);
  await writeFile(
    prefix.stamp,
    `${JSON.stringify({ suite: distribution.engineSuite, packages }, null, 2)}\n`,
  );
  await rm(aptFolder, { recursive: true, force: true });
}
