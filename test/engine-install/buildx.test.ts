import { mkdir, readFile, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { toolToBuild } from '../../src/adapters/compose/build-tool.js';
import { buildxForCompose, buildxTrouble, chooseBuildx } from '../../src/engine/buildx-for-compose.js';
import type { CommandOptions, RunCommand } from '../../src/engine/commands.js';
import type { EngineFound } from '../../src/engine/engine.js';
import { ensureBuildx } from '../../src/engine/ensure-buildx.js';
import { findEngine } from '../../src/engine/find.js';
import { fittingDistribution } from '../../src/engine/install/distribution.js';
import { docker26, fakeEngine, temporaryFolder } from './fake-engine.js';

const signal = new AbortController().signal;
const own = (version: string) => ({ path: `/own/${version}`, version, ofCompose: true });
const ours = (version: string) => ({ path: `/ours/${version}`, version, ofCompose: false });

describe('the buildx that a Compose builds with', () => {
  test.each([
    ['2.26.1-4', '0.10'],
    ['2.39.4', '0.10'],
    ['2.40.3', '0.17.0'],
    ['v5.4.0', '0.17.0'],
  ])('Compose %s wants %s', (compose, buildx) => expect(buildxForCompose(compose)).toBe(buildx));

  test.each([
    ['2.26.1', [own('0.13.1')], 'as-it-is', '/own/0.13.1'],
    ['2.26.1', [ours('0.13.1')], 'as-it-is', '/ours/0.13.1'],
    ['2.26.1', [], 'as-it-is', undefined],
    ['2.40.3', [own('0.29.1'), ours('0.13.1')], 'as-it-is', '/own/0.29.1'],
    ['2.40.3', [own('0.13.1'), ours('0.29.1')], 'with-ours', '/ours/0.29.1'],
    ['5.4.0', [ours('0.29.1')], 'with-ours', '/ours/0.29.1'],
    // The first that Compose meets counts for it, whatever comes behind.
    ['5.4.0', [own('0.13.1'), own('0.29.1')], 'with-ours', '/own/0.29.1'],
    ['2.40.3', [own('0.13.1')], 'by-itself', '/own/0.13.1'],
    ['5.4.0', [own('0.13.1'), ours('0.16.2')], 'refuses', '/own/0.13.1'],
    ['5.4.0', [own('0.9.0')], 'refuses', undefined],
  ] as const)('Compose %s with %j builds %s', (compose, found, composeBuilds, path) => {
    const choice = chooseBuildx(compose, found);
    expect([choice.composeBuilds, choice.buildx?.path]).toEqual([composeBuilds, path]);
  });

  test('what is wrong names both versions and the place, and what to do', () => {
    expect(
      buildxTrouble(
        {
          ...{ composeVersion: '5.4.0', composeBuilds: 'refuses' },
          ...{ buildxVersion: '0.13.1', buildxCommand: ['/own/docker-buildx'] },
        },
        'Debian sid',
      ),
    ).toEqual({
      detail:
        'Compose 5.4.0 builds with buildx 0.17.0 or newer, and the one here is 0.13.1 (/own/docker-buildx)',
      remedy: expect.stringMatching(
        /^bin\/sim doctor --fix gets one from Debian sid; or .*github.com\/docker\/buildx\/releases/,
      ),
    });
  });
});

describe('Compose as it builds', () => {
  const tool = { command: ['docker-compose'], env: { HOME: '/none' } };

  test('without a buildx of its own does so by itself, unless the user has chosen', async () => {
    const builds = { by: 'by-itself', buildx: undefined, folder: '/none' } as const;
    expect((await toolToBuild({ ...tool, builds })).env).toMatchObject({ COMPOSE_BAKE: 'false' });
    const chosen = { ...tool, env: { COMPOSE_BAKE: 'true' }, builds };
    expect((await toolToBuild(chosen)).env).toMatchObject({ COMPOSE_BAKE: 'true' });
  });

  test('is shown ours among its plugins, and keeps the settings of its user', async () => {
    await using folder = await temporaryFolder();
    const home = join(folder.path, '.docker');
    await mkdir(join(home, 'cli-plugins'), { recursive: true });
    await writeFile(join(home, 'config.json'), '{"auths":{}}');
    const builds = {
      by: 'with-ours',
      buildx: '/ours/docker-buildx',
      folder: join(folder.path, 'made'),
    } as const;
    const build = () => toolToBuild({ ...tool, env: { HOME: folder.path }, builds });
    const [first] = await Promise.all([build(), build()]);
    expect(first.env).toEqual({ HOME: folder.path, DOCKER_CONFIG: builds.folder });
    expect(await readlink(join(builds.folder, 'cli-plugins/docker-buildx'))).toBe('/ours/docker-buildx');
    expect(await readFile(join(builds.folder, 'config.json'), 'utf8')).toBe('{"auths":{}}');
  });

  test('is left alone where it is content', async () => {
    const content = { ...tool, builds: { by: 'as-it-is', buildx: '/x', folder: '/none' } as const };
    expect(await toolToBuild(content)).toBe(content);
  });
});

/** A machine whose user's plugins are Compose 5.4.0 and buildx 0.13.1. */
async function machine(folder: string) {
  const plugins = join(folder, '.docker/cli-plugins');
  await mkdir(plugins, { recursive: true });
  for (const name of ['docker-compose', 'docker-buildx']) await writeFile(join(plugins, name), '');
  const done: string[] = [];
  const run: RunCommand = async (command, options?: CommandOptions) => {
    const [file = ''] = command;
    if (file.startsWith(plugins)) {
      const stdout = file.endsWith('compose') ? '5.4.0' : 'github.com/docker/buildx 0.13.1 abc';
      return { exitCode: 0, stdout, stderr: '' };
    }
    done.push(command.join(' '));
    options?.onLine?.('sim: downloading buildx');
    return { exitCode: 0, stdout: '', stderr: '' };
  };
  const socket = join(folder, 'docker.sock');
  const env = { HOME: folder, DOCKER_HOST: `unix://${socket}`, SIM_ENGINE_PREFIX: join(folder, 'prefix') };
  await using _engine = await fakeEngine(socket, docker26);
  const found = await findEngine(env, signal, run);
  if (found.state !== 'found') throw new Error('the engine of this test was not found');
  return { found, env, run, done };
}

describe('a buildx that is too old for Compose', () => {
  async function fix(
    found: EngineFound,
    rest: Pick<Awaited<ReturnType<typeof machine>>, 'env' | 'run'>,
    codename: string,
  ) {
    const asked: string[] = [];
    const id = codename === 'noble' ? 'ubuntu\nVERSION_ID="24.04"' : 'debian';
    const did = await ensureBuildx(found, {
      ...{ ...rest, signal, isRoot: false, stepCommand: ['sim', 'engine-step'] },
      ask: async ({ question }) => asked.push(question) > 0,
      report: (line) => asked.push(line),
      distribution: fittingDistribution(`ID=${id}\nVERSION_CODENAME=${codename}\nPRETTY_NAME=x\n`),
    });
    return { did, asked };
  }

  test('is known from the versions alone, and mended by the step that its user agrees to', async () => {
    await using folder = await temporaryFolder();
    const { found, env, run, done } = await machine(folder.path);
    expect(found).toMatchObject({ composeBuilds: 'refuses', buildxVersion: '0.13.1' });
    const { did, asked } = await fix(found, { env, run }, 'trixie');
    expect(did).toBe(true);
    expect(asked[0]).toMatch(
      /0\.17\.0 or newer, and the one here is 0\.13\.1 .*Install a newer one from Debian sid, with sudo\?$/,
    );
    expect(done.at(-1)).toContain('sim engine-step install-buildx --prefix');
  });

  test('is left to its user where the distribution has no newer one', async () => {
    await using folder = await temporaryFolder();
    const { found, env, run } = await machine(folder.path);
    expect(await fix(found, { env, run }, 'noble')).toEqual({ did: false, asked: [] });
  });
});
