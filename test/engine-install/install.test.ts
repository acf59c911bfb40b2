import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunCommand } from '../../src/engine/commands.js';
import type { Distribution } from '../../src/engine/install/distribution.js';
import { installEngine } from '../../src/engine/install/install.js';
import { withInstallLock } from '../../src/engine/install/lock.js';
import { enginePrefix, isInstalled } from '../../src/engine/prefix.js';
import { temporaryFolder } from './fake-engine.js';

const signal = new AbortController().signal;
const bookworm: Distribution = {
  id: 'debian',
  codename: 'bookworm',
  name: 'Debian 12',
  engineSuite: 'trixie',
  enginePackages: ['docker.io', 'docker-compose'],
};

/** APT and dpkg as far as an installation sees them; `failAt` ends the first command that contains those words. */
function fakeMachine(folder: string, failAt?: string) {
  const commands: string[] = [];
  const archives = join(folder, 'apt/archives');
  const run: RunCommand = async (command, options) => {
    const text = command.join(' ').replaceAll(`${folder}/`, '');
    commands.push(text);
    if (failAt !== undefined && text.includes(failAt))
      return { exitCode: 100, stdout: '', stderr: 'E: no space left' };
    if (text.includes('--print-uris')) {
      return { exitCode: 0, stdout: "'http://mirror.test/debian/dists/bookworm/InRelease' x 0", stderr: '' };
    }
    if (text.includes(' download ')) await writeFile(join(options?.cwd ?? archives, 'docker.io_26.deb'), '');
    if (text.includes('--download-only')) await writeFile(join(archives, 'runc_1.1.deb'), '');
    const target = command[0] === 'dpkg-deb' ? command[3] : undefined;
    if (target !== undefined) {
      await mkdir(join(target, 'usr/sbin'), { recursive: true });
      await writeFile(join(target, 'usr/sbin', (command[2] ?? '').includes('runc') ? 'runc' : 'dockerd'), '');
    }
    return { exitCode: 0, stdout: '', stderr: '' };
  };
  const prefix = enginePrefix({ SIM_ENGINE_PREFIX: folder });
  const install = () =>
    installEngine({ prefix, distribution: bookworm, env: {}, run, report: () => undefined, signal });
  return { commands, prefix, install };
}

describe('installing an engine', () => {
  test('everything lands below the prefix, and the downloads are gone afterwards', async () => {
    await using folder = await temporaryFolder();
    const { prefix, install } = fakeMachine(folder.path);
    await install();
    expect(await readdir(join(prefix.root, 'usr/sbin'))).toEqual(['dockerd', 'runc']);
    expect((await readdir(folder.path)).sort()).toEqual(['installed.json', 'root']);
  });

  test('the engine comes from the newer suite of the same mirror, the rest from the own release', async () => {
    await using folder = await temporaryFolder();
    const { commands, install } = fakeMachine(folder.path);
    await install();
    const ran = commands.join('\n');
    expect(ran).toContain('download -qq docker.io/trixie docker-compose/trixie');
    expect(ran).toContain('--download-only --no-install-recommends runc iptables tini mmdebstrap');
  });

  test('the lists of the machine are never written', async () => {
    await using folder = await temporaryFolder();
    const { commands, install } = fakeMachine(folder.path, 'update -qq');
    await expect(install()).rejects.toThrow(/package lists failed/);
    const config = await readFile(join(folder.path, 'apt/apt.conf'), 'utf8');
    expect(config).toContain(`Dir::State::Lists "${folder.path}/apt/lists"`);
    expect(commands.filter((text) => text.startsWith('apt-get') && !text.includes('--print-uris'))).toEqual([
      'apt-get -c apt/apt.conf update -qq',
    ]);
  });

  test('a finished installation is left alone', async () => {
    await using folder = await temporaryFolder();
    const { commands, install } = fakeMachine(folder.path);
    await install();
    const before = commands.length;
    await install();
    expect(commands.length).toBe(before);
  });

  test('one that was cut short is repaired by the next', async () => {
    await using folder = await temporaryFolder();
    const broken = fakeMachine(folder.path, 'dpkg-deb');
    await expect(broken.install()).rejects.toThrow(/unpacking docker.io_26.deb failed/);
    expect(isInstalled(broken.prefix)).toBe(false);
    const next = fakeMachine(folder.path);
    await next.install();
    expect(isInstalled(next.prefix)).toBe(true);
    expect(existsSync(join(next.prefix.root, 'usr/sbin/dockerd'))).toBe(true);
  });

  test('a failure keeps the last words of the tool and says what to do', async () => {
    await using folder = await temporaryFolder();
    const { install } = fakeMachine(folder.path, ' download ');
    await expect(install()).rejects.toMatchObject({
      code: 'no-engine',
      detail: 'E: no space left',
      hint: expect.stringContaining('try again'),
    });
  });
});

describe('the lock of an installation', () => {
  test('two at once are one after the other', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'lock');
    const order: string[] = [];
    const one = (name: string) =>
      withInstallLock(path, signal, async () => {
        order.push(`${name} begins`);
        await new Promise((resolve) => setImmediate(resolve));
        order.push(`${name} ends`);
      });
    await Promise.all([one('a'), one('b')]);
    expect([order[1], order[3]].map((line) => line?.split(' ')[1])).toEqual(['ends', 'ends']);
    expect(order[0]?.[0]).toBe(order[1]?.[0]);
  });

  test('a lock whose holder is gone is taken over', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'lock');
    await writeFile(path, '4194303999');
    expect(await withInstallLock(path, signal, async () => 'done')).toBe('done');
  });

  test('waiting ends when it is given up', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'lock');
    await writeFile(path, String(process.pid));
    await expect(withInstallLock(path, AbortSignal.abort(), async () => 'done')).rejects.toThrow(/abort/i);
  });
});
