import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SimError } from '../../errors.js';
import { lastLines, type RunCommand } from '../commands.js';
import type { Distribution } from './distribution.js';

/**
 * APT with lists and archives of its own below one folder, so that the machine's are never touched. It reads the machine's
 * sources and, where the engine's suite is another, that suite from the same mirror and with the same keyring.
 */
export interface PrivateApt {
  readonly archives: string;
  update(signal: AbortSignal): Promise<void>;
  /** Downloads packages of the engine's suite, without what they depend on. */
  downloadEngine(packages: readonly string[], signal: AbortSignal): Promise<void>;
  /** Downloads packages of the machine's own release with every dependency that the machine lacks. */
  downloadMissing(packages: readonly string[], signal: AbortSignal): Promise<void>;
}

/** Prepares a private APT in `folder`. */
export async function createPrivateApt(
  folder: string,
  distribution: Distribution,
  run: RunCommand,
  signal: AbortSignal,
): Promise<PrivateApt> {
  const archives = join(folder, 'archives');
  await mkdir(join(folder, 'lists', 'partial'), { recursive: true });
  await mkdir(join(archives, 'partial'), { recursive: true });
  // APT downloads as its own user, which has to get through.
  await Promise.all([folder, archives].map((path) => chmod(path, 0o755)));
  const sources = join(folder, 'engine.list');
  const own = await readFile('/etc/apt/sources.list', 'utf8').catch(() => '');
  await writeFile(sources, `${own}\n${await engineSource(distribution, run, signal)}`);
  const config = join(folder, 'apt.conf');
  await writeFile(config, configuration(folder, archives, sources, distribution));

  const apt = async (what: string, args: readonly string[], cwd: string | undefined, signal: AbortSignal) => {
    const result = await run(['apt-get', '-c', config, ...args], {
      cwd,
      signal,
      env: { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
    });
    if (result.exitCode === 0) return;
    throw new SimError('no-engine', `Docker Engine could not be installed: ${what} failed.`, {
      detail: lastLines(result.stderr || result.stdout),
      hint: "Check this machine's network and its package sources (apt-get update), then try again.",
    });
  };
  return {
    archives,
    update: (signal) => apt('fetching the package lists', ['update', '-qq'], undefined, signal),
    downloadEngine: (packages, signal) =>
      apt(
        `downloading ${packages.join(', ')}`,
        ['download', '-qq', ...packages.map((name) => `${name}/${distribution.engineSuite}`)],
        archives,
        signal,
      ),
    downloadMissing: (packages, signal) =>
      apt(
        `downloading ${packages.join(', ')}`,
        ['install', '-qq', '-y', '--download-only', '--no-install-recommends', ...packages],
        undefined,
        signal,
      ),
  };
}

/** The line that adds the engine's suite, empty where the machine's own release has it. */
async function engineSource(
  distribution: Distribution,
  run: RunCommand,
  signal: AbortSignal,
): Promise<string> {
  if (distribution.engineSuite === distribution.codename) return '';
  const { codename, engineSuite } = distribution;
  const { stdout } = await run(['apt-get', 'update', '--print-uris'], { signal, env: { LC_ALL: 'C' } });
  const mirror = mirrorOf(stdout, codename);
  if (mirror === undefined) {
    throw new SimError('no-engine', `The package sources of this machine don't name ${codename} itself.`, {
      hint: `Install Docker Engine 25 or newer by hand, or add ${codename} to /etc/apt/sources.list.`,
    });
  }
  return `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${mirror} ${engineSuite} main\n`;
}

/** The mirror that serves a release, out of what `apt-get update --print-uris` prints. */
export function mirrorOf(printedUris: string, codename: string): string | undefined {
  return new RegExp(`^'([^']+)/dists/${codename}/(?:In)?Release'`, 'm').exec(printedUris)?.[1];
}

function configuration(
  folder: string,
  archives: string,
  sources: string,
  distribution: Distribution,
): string {
  const { codename } = distribution;
  return `// Private package lists of Sim; the machine's own are left alone.
Dir::State::Lists "${join(folder, 'lists')}";
Dir::Cache "${folder}";
Dir::Cache::Archives "${archives}";
Dir::Etc::SourceList "${sources}";
Acquire::Languages "none";
Acquire::Retries "2";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
Acquire::IndexTargets::deb::CNF::DefaultEnabled "false";
APT::Default-Release "/^${codename}(|-updates|-security)$/";
APT::Get::Assume-Yes "true";
// Other programs' hooks are not for private lists.
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear DPkg::Post-Invoke;
`;
}
