import { existsSync } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunCommand } from '../engine/commands.js';
import { mirrorOf } from '../engine/install/apt.js';
import { fittingDistribution } from '../engine/install/distribution.js';
import { installTools } from '../engine/install/install.js';
import { enginePrefix, prefixEnvironment } from '../engine/prefix.js';
import { SimError } from '../errors.js';
import { suite as defaultSuite } from './bootstrap.js';

/** How to run `mmdebstrap`. */
export interface BootstrapTool {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** What finding or fetching the tool needs. */
export interface ToolContext {
  readonly env: NodeJS.ProcessEnv;
  readonly run: RunCommand;
  readonly report: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Finds `mmdebstrap` on the machine or beside an engine of ours, else fetches it into a prefix of its own. */
export async function findBootstrapTool(context: ToolContext): Promise<BootstrapTool> {
  const { env } = context;
  for (const folder of (env.PATH ?? '').split(':')) {
    const path = join(folder, 'mmdebstrap');
    if (folder !== '' && (await isExecutable(path))) return { command: [path], env: {} };
  }
  const prefix = enginePrefix(env);
  const path = join(prefix.root, 'usr/bin/mmdebstrap');
  if (!existsSync(path)) await fetchTool(context);
  // Named as perl's argument, because its first line asks for the machine's perl, which may be in the prefix as well.
  return { command: ['perl', path], env: prefixEnvironment(prefix, env) };
}

async function fetchTool({ env, run, report, signal }: ToolContext): Promise<void> {
  const distribution = fittingDistribution();
  if (distribution === undefined || process.getuid?.() !== 0) {
    throw new SimError(
      'image-unavailable',
      'No registry answers, and making images without one needs mmdebstrap, which is not here.',
      {
        hint:
          distribution === undefined
            ? 'Connect to the network so that official images can be pulled, or pull them once and try again.'
            : 'Install it (sudo apt-get install mmdebstrap uidmap), or connect to the network, then try again.',
      },
    );
  }
  report('fetching mmdebstrap');
  await installTools({ prefix: enginePrefix(env), distribution, env, run, report, signal });
}

/** APT sources for a suite on the mirrors that a Debian machine uses itself; none elsewhere. */
export async function suiteSources(
  suite: string,
  run: RunCommand,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const distribution = fittingDistribution();
  if (distribution?.id !== 'debian') return [];
  const { stdout } = await run(['apt-get', 'update', '--print-uris'], { signal, env: { LC_ALL: 'C' } });
  const parts = suite === 'sid' ? [''] : ['', '-updates', '-security'];
  return parts.flatMap((part) => {
    const mirror = mirrorOf(stdout, `${distribution.codename}${part}`);
    return mirror === undefined ? [] : [`deb ${mirror} ${suite}${part} main`];
  });
}

/**
 * What a machine says about mirrors that lag behind, for suites other than the usual one: a release that is never finished is
 * valid for a week, and where its mirror stands still a base without these settings could install nothing.
 */
export async function suiteValidity(
  suite: string,
  run: RunCommand,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (suite === defaultSuite) return [];
  const { stdout } = await run(['apt-config', 'dump'], { signal, env: { LC_ALL: 'C' } });
  return stdout.split('\n').filter((line) => /^Acquire::Check-(?:Date|Valid-Until) "/.test(line));
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
