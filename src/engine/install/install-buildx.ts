import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createPrivateApt } from './apt.js';
import { type Distribution, fittingDistribution } from './distribution.js';
import type { InstallContext } from './install.js';
import { withInstallLock } from './lock.js';
import { unpackPackages } from './packages.js';

/** Where a distribution has its newest buildx; `undefined`: in no other place than where its own comes from. */
export function newestSuite({
  id,
}: Distribution): { readonly suite: string; readonly name: string } | undefined {
  return id === 'debian' ? { suite: 'sid', name: 'Debian sid' } : undefined;
}

/** Where Sim can get this machine a newer buildx: `Debian sid`; `undefined`: nowhere. */
export function newestBuildx(): string | undefined {
  const distribution = fittingDistribution();
  return distribution && newestSuite(distribution)?.name;
}

/** Puts the distribution's newest buildx into the prefix, in the place of an older one of ours. */
export async function installBuildx({
  prefix,
  distribution,
  run,
  report,
  signal,
}: InstallContext): Promise<void> {
  const newest = newestSuite(distribution);
  if (newest === undefined) return;
  await mkdir(prefix.folder, { recursive: true });
  await withInstallLock(join(prefix.folder, 'install.lock'), signal, async () => {
    const folder = join(prefix.folder, 'apt-buildx');
    report('fetching the package lists');
    const apt = await createPrivateApt(folder, { ...distribution, engineSuite: newest.suite }, run, signal);
    await apt.update(signal);
    report('downloading buildx');
    await apt.downloadEngine(['docker-buildx'], signal);
    await mkdir(prefix.root, { recursive: true });
    await unpackPackages(apt.archives, prefix.root, run, signal);
    await rm(folder, { recursive: true, force: true });
  });
}
