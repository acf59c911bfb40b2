import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunCommand } from '../../src/engine/commands.js';
import { ensureEngine } from '../../src/engine/ensure.js';
import { fittingDistribution } from '../../src/engine/install/distribution.js';
import { docker26, fakeEngine, temporaryFolder } from './fake-engine.js';
import { writeContext } from './write-context.js';

/** What `ensureEngine` did on a machine that could start and install an engine: nothing of it may show here. */
async function refused(folder: string, env: NodeJS.ProcessEnv) {
  // An installed engine of ours that only would have to be started.
  await writeFile(join(folder, 'installed.json'), '{}');
  const done: string[] = [];
  const run: RunCommand = async (command) => {
    if (/systemctl|service|apt|open|colima/.test(command[0] ?? '')) done.push(command.join(' '));
    return { exitCode: 127, stdout: '', stderr: '' };
  };
  const error = await ensureEngine({
    ask: async ({ question }) => {
      done.push(question);
      return false;
    },
    report: (line) => done.push(line),
    signal: new AbortController().signal,
    env: { HOME: folder, SIM_ENGINE_PREFIX: folder, ...env },
    run,
  }).catch((thrown: unknown) => thrown);
  return { error, done };
}

test('nothing is started or offered where DOCKER_HOST names a place that it would not serve', async () => {
  await using folder = await temporaryFolder();
  for (const DOCKER_HOST of [`unix://${folder.path}/none.sock`, 'tcp://127.0.0.1:1']) {
    const { error, done } = await refused(folder.path, { DOCKER_HOST });
    expect(error).toMatchObject({ code: 'no-engine', hint: expect.stringContaining('unset DOCKER_HOST') });
    expect(String(error)).toContain(`${DOCKER_HOST}, the only place that was tried`);
    expect(done).toEqual([]);
  }
});

test('nothing is started or offered where the context names such a place', async () => {
  await using folder = await temporaryFolder();
  await writeContext(folder.path, 'mine', `unix://${folder.path}/none.sock`);
  await writeFile(join(folder.path, '.docker/config.json'), '{"currentContext":"mine"}');
  const { error, done } = await refused(folder.path, {});
  expect(error).toMatchObject({
    code: 'no-engine',
    message: expect.stringContaining("the Docker context 'mine' (chosen by docker context use)"),
    hint: expect.stringContaining('docker context use default'),
  });
  expect(done).toEqual([]);
});

describe.runIf(fittingDistribution() !== undefined)('somebody who is not root', () => {
  const again = ['node', 'main.js', 'doctor', '--fix', '--yes'];

  /** A machine whose engine answers, without Compose until sudo has run; `sudo` says how that ends. */
  async function machine(folder: string, sudo: 'installs' | 'refuses' | 'missing', agrees = true) {
    const socket = join(folder, 'docker.sock');
    const engine = await fakeEngine(socket, docker26);
    const done: string[] = [];
    let installed = false;
    const run: RunCommand = async (command, options) => {
      const [program, word] = command;
      if (program === 'sudo' && word !== '--version') {
        done.push(command.join(' '));
        options?.onLine?.('sim: unpacking');
        options?.onLine?.('ok    engine');
        installed = sudo === 'installs';
        return {
          exitCode: installed ? 0 : 1,
          stdout: '',
          stderr: installed ? '' : 'not in the sudoers file',
        };
      }
      const works = program === 'sudo' ? sudo !== 'missing' : installed && command.includes('--short');
      return { exitCode: works ? 0 : 127, stdout: works ? '2.26.1' : '', stderr: '' };
    };
    const ended = await ensureEngine({
      ask: async ({ question, detail }) => {
        done.push(question, detail);
        return agrees;
      },
      report: (line) => done.push(line),
      signal: new AbortController().signal,
      env: {
        HOME: folder,
        SIM_ENGINE_PREFIX: folder,
        DOCKER_HOST: `unix://${socket}`,
        HTTPS_PROXY: 'proxy',
        SECRET: 'x',
      },
      ...{ run, again, isRoot: false },
    }).catch((thrown: unknown) => thrown);
    await engine[Symbol.asyncDispose]();
    return { ended, done };
  }

  test('is asked whether sudo may do it, told what it does, and gets the engine', async () => {
    await using folder = await temporaryFolder();
    const { ended, done } = await machine(folder.path, 'installs');
    expect(ended).toMatchObject({ state: 'found', composeVersion: '2.26.1' });
    expect(done).toEqual([
      expect.stringMatching(/Install Docker Compose and buildx .*, with sudo\?$/),
      expect.stringContaining('sudo may ask for your password'),
      `sudo -- env SIM_ENGINE_PREFIX=${folder.path} DOCKER_HOST=unix://${folder.path}/docker.sock HTTPS_PROXY=proxy ${again.join(' ')}`,
      'unpacking',
    ]);
  });

  test.each(['does not agree', 'has no sudo'])(
    'who %s is told what to do, and nothing is run',
    async (who) => {
      await using folder = await temporaryFolder();
      const agrees = who !== 'does not agree';
      const { ended, done } = await machine(folder.path, agrees ? 'missing' : 'installs', agrees);
      expect(ended).toMatchObject({
        code: 'engine-too-old',
        hint: expect.stringContaining('Compose plugin'),
      });
      expect(done.filter((line) => line.startsWith('sudo --'))).toEqual([]);
    },
  );

  test('hears what sudo said where that came to nothing', async () => {
    await using folder = await temporaryFolder();
    const { ended } = await machine(folder.path, 'refuses');
    expect(ended).toMatchObject({ code: 'no-engine', detail: 'not in the sudoers file' });
  });
});
