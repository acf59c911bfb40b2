import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { engineAddresses } from '../../src/engine/addresses.js';
import { temporaryFolder } from './fake-engine.js';
import { writeContext } from './write-context.js';

const hosts = (env: NodeJS.ProcessEnv) => engineAddresses(env).map(({ host }) => host);

describe('where an engine is looked for', () => {
  test('DOCKER_HOST is the only place where it is set', () => {
    expect(hosts({ DOCKER_HOST: 'unix:///run/other.sock', HOME: '/home/a' })).toEqual([
      'unix:///run/other.sock',
    ]);
  });

  test('the context that the user selected is the only place where there is one', async () => {
    await using home = await temporaryFolder();
    await writeContext(home.path, 'colima', 'unix:///colima.sock');
    await writeFile(join(home.path, '.docker/config.json'), '{"currentContext":"colima"}');
    const [address, ...rest] = engineAddresses({ HOME: home.path });
    expect(rest).toEqual([]);
    expect(address).toMatchObject({
      host: 'unix:///colima.sock',
      origin: "the Docker context 'colima' (chosen by docker context use)",
      chosen: true,
      undo: 'docker context use default',
    });
  });

  test('DOCKER_CONTEXT beats the context of the settings', async () => {
    await using home = await temporaryFolder();
    await writeContext(home.path, 'desktop', 'unix:///desktop.sock');
    await writeFile(join(home.path, '.docker/config.json'), '{"currentContext":"colima"}');
    expect(hosts({ HOME: home.path, DOCKER_CONTEXT: 'desktop' })).toEqual(['unix:///desktop.sock']);
  });

  test('a context that is not there is refused by name, and how to take the choice back is said', async () => {
    await using home = await temporaryFolder();
    expect(() => engineAddresses({ HOME: home.path, DOCKER_CONTEXT: 'desktop' })).toThrow(
      expect.objectContaining({
        code: 'no-engine',
        message: "DOCKER_CONTEXT names the Docker context 'desktop', which is not there or can't be read.",
        hint: expect.stringContaining('unset DOCKER_CONTEXT'),
      }),
    );
  });

  test('the default socket comes first, then those of rootless Docker, Docker Desktop, Colima and OrbStack', () => {
    expect(hosts({ HOME: '/home/a', XDG_RUNTIME_DIR: '/run/user/7' })).toEqual([
      'unix:///var/run/docker.sock',
      'unix:///run/user/7/docker.sock',
      'unix:///home/a/.docker/run/docker.sock',
      'unix:///home/a/.docker/desktop/docker.sock',
      'unix:///home/a/.colima/default/docker.sock',
      'unix:///home/a/.orbstack/run/docker.sock',
      'unix:///home/a/.rd/docker.sock',
    ]);
  });

  test('without a home the default socket is left', () => {
    expect(hosts({})).toEqual(['unix:///var/run/docker.sock']);
  });

  test('settings that are no JSON are settings that are not there', async () => {
    await using home = await temporaryFolder();
    await mkdir(join(home.path, '.docker'));
    await writeFile(join(home.path, '.docker/config.json'), '{');
    expect(hosts({ HOME: home.path })[0]).toBe('unix:///var/run/docker.sock');
  });

  test('an engine on another machine is refused with the reason', () => {
    for (const DOCKER_HOST of ['ssh://me@server', 'tcp://10.1.2.3:2375']) {
      expect(() => engineAddresses({ DOCKER_HOST })).toThrow(/another machine/);
    }
  });

  test('an engine on loopback over TCP is taken', () => {
    expect(engineAddresses({ DOCKER_HOST: 'tcp://127.0.0.1:2375' })[0]?.options).toMatchObject({
      host: '127.0.0.1',
      port: '2375',
      protocol: 'http',
    });
  });

  test('an address that is none is refused by name', () => {
    expect(() => engineAddresses({ DOCKER_HOST: 'gopher://x' })).toThrow(
      /DOCKER_HOST names an engine at 'gopher:\/\/x'/,
    );
  });
});
