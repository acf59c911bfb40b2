import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { runCommand } from '../../src/engine/commands.js';
import { createPrivateApt } from '../../src/engine/install/apt.js';
import { fittingDistribution } from '../../src/engine/install/distribution.js';
import { type ComposeVersion, composeFive, isOfVersion } from './versions.ts';

/**
 * A folder that `DOCKER_CONFIG` may name, with Compose of a release and a buildx that it takes, got once and then kept. Of 2.26 there
 * is none: that is the one that Sim finds by itself. Throws where it can't be had.
 */
export async function getCompose(
  version: ComposeVersion,
  report: (line: string) => void,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (version === '2.26') return undefined;
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'sim/test-compose');
  const folder = join(cache, version === '5' ? composeFive : version);
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  await using work = await workFolder();
  const plugins = join(work.path, 'config/cli-plugins');
  await mkdir(plugins, { recursive: true });
  report('downloading Compose and buildx of Debian sid');
  await unpackFromSid(work.path, plugins, signal);
  if (version === '5') {
    report(`building Compose ${composeFive} from its Go module (once, some minutes)`);
    await buildFive(work.path, join(plugins, 'docker-compose'), signal);
  }
  const { stdout } = await execa(join(plugins, 'docker-compose'), ['version', '--short'], {
    cancelSignal: signal,
  });
  if (!isOfVersion(stdout, version))
    throw new Error(`Compose ${version} can't be had: Debian sid has ${stdout} by now`);
  await rename(join(work.path, 'config'), folder).catch(async () => {
    // Another file system than that of the temporary folder.
    await cp(join(work.path, 'config'), `${folder}.${process.pid}`, { recursive: true });
    await rename(`${folder}.${process.pid}`, folder);
  });
  return folder;
}

/** Nothing of the machine is touched: package lists, archives and files lie in that folder. */
async function unpackFromSid(work: string, plugins: string, signal: AbortSignal): Promise<void> {
  const own = fittingDistribution();
  if (own?.id !== 'debian') throw new Error('Debian sid can only be asked from a Debian machine');
  const distribution = { ...own, engineSuite: 'sid' };
  const apt = await createPrivateApt(join(work, 'apt'), distribution, runCommand, signal);
  await apt.update(signal);
  await apt.downloadEngine(['docker-compose', 'docker-buildx'], signal);
  const root = join(work, 'root');
  for (const archive of (await readdir(apt.archives)).filter((name) => name.endsWith('.deb'))) {
    await execa('dpkg', ['-x', join(apt.archives, archive), root], { cancelSignal: signal });
  }
  for (const plugin of ['docker-compose', 'docker-buildx']) {
    await cp(join(root, 'usr/libexec/docker/cli-plugins', plugin), join(plugins, plugin));
  }
}

/** Its module says `replace`, so that `go install` refuses it: it is copied out and built there. */
async function buildFive(work: string, program: string, signal: AbortSignal): Promise<void> {
  const module = 'github.com/docker/compose/v5';
  const options = { cwd: work, cancelSignal: signal };
  const { stdout } = await execa('go', ['mod', 'download', '-json', `${module}@${composeFive}`], options);
  const { Dir }: { Dir: string } = JSON.parse(stdout);
  const source = join(work, 'source');
  await cp(Dir, source, { recursive: true });
  // The module cache is written once and read only.
  await execa('chmod', ['-R', 'u+w', source], options);
  const flags = [
    '-trimpath',
    '-buildvcs=false',
    `-ldflags=-s -w -X ${module}/internal.Version=${composeFive}`,
  ];
  await execa('nice', ['go', 'build', ...flags, '-o', program, './cmd'], {
    ...options,
    cwd: source,
    env: { CGO_ENABLED: '0', GOFLAGS: '-mod=mod', GOWORK: 'off' },
  });
}

async function workFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'sim-test-compose-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
