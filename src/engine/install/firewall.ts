import { existsSync } from 'node:fs';
import { rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunCommand } from '../commands.js';
import { type EnginePrefix, prefixEnvironment } from '../prefix.js';

const names = [
  'iptables',
  'iptables-save',
  'iptables-restore',
  'ip6tables',
  'ip6tables-save',
  'ip6tables-restore',
];

/**
 * Gives the engine its `iptables`, which Debian's package leaves to a script that isn't run here. The kernel decides which
 * of the two kinds works: nftables where it can, the older tables otherwise.
 */
export async function linkFirewall(
  prefix: EnginePrefix,
  env: NodeJS.ProcessEnv,
  run: RunCommand,
  signal: AbortSignal,
): Promise<void> {
  const folder = join(prefix.root, 'usr/sbin');
  const modern = join(folder, 'xtables-nft-multi');
  if (!existsSync(modern)) return; // the machine has its own
  const list = await run([modern, 'iptables', '-t', 'nat', '-n', '-L'], {
    signal,
    env: prefixEnvironment(prefix, env),
  });
  const target = list.exitCode === 0 ? 'xtables-nft-multi' : 'xtables-legacy-multi';
  for (const name of names) {
    await rm(join(folder, name), { force: true });
    await symlink(target, join(folder, name));
  }
}
