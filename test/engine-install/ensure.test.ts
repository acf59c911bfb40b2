import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { engineAddresses } from '../../src/engine/addresses.js';
import type { CommandOptions, RunCommand } from '../../src/engine/commands.js';
import { ensureEngine } from '../../src/engine/ensure.js';
import { fittingDistribution } from '../../src/engine/install/distribution.js';
import { enginePrefix } from '../../src/engine/prefix.js';
import { takeStep } from '../../src/engine/steps.js';
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
    stepCommand: [],
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

const bookworm = fittingDistribution('ID=debian\nVERSION_CODENAME=bookworm\nPRETTY_NAME="Debian 12"\n');

/**
 * What somebody who is not root is asked, and what sudo runs, on a machine whose engine answers, without Compose until sudo has run;
 * `sudo` says how that ends.
 */
async function withoutRoot(
  folder: string,
  { sudo = 'works', agrees = true }: { sudo?: 'works' | 'refuses' | 'missing'; agrees?: boolean },
) {
  const socket = join(folder, 'docker.sock');
  await using _engine = await fakeEngine(socket, docker26);
  const done: string[] = [];
  let handedOn: CommandOptions['env'];
  let installed = false;
  const run: RunCommand = async (command, options) => {
    const [program, word] = command;
    if (program === 'sudo' && word !== '--version') {
      done.push(command.join(' '));
      handedOn = options?.env;
      options?.onLine?.('sim: unpacking');
      options?.onLine?.('[sudo] password for ada: ');
      installed = sudo === 'works';
      return { exitCode: installed ? 0 : 1, stdout: '', stderr: installed ? '' : 'not in the sudoers file' };
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
      HTTPS_PROXY: 'http://ada:secret@proxy',
      OTHER: 'x',
    },
    ...{ run, stepCommand: ['node', 'main.js', 'engine-step'], isRoot: false, distribution: bookworm },
  }).catch((thrown: unknown) => thrown);
  return { ended, done, handedOn };
}

test('who is not root is asked whether sudo may do it, and it does that alone', async () => {
  await using folder = await temporaryFolder();
  const { ended, done, handedOn } = await withoutRoot(folder.path, {});
  expect(ended).toMatchObject({ state: 'found', composeVersion: '2.26.1' });
  const host = `unix://${folder.path}/docker.sock`;
  expect(done).toEqual([
    expect.stringMatching(/Install Docker Compose and buildx from Debian trixie, with sudo\?$/),
    expect.stringContaining('sudo may ask for your password'),
    `sudo --preserve-env=HTTPS_PROXY -- node main.js engine-step install-tools --prefix ${folder.path} --host ${host}`,
    'unpacking',
  ]);
  expect(handedOn).toEqual({ HTTPS_PROXY: 'http://ada:secret@proxy' });
});

test.each([
  { who: 'does not agree', agrees: false },
  { who: 'has no sudo', sudo: 'missing' as const },
])('who is not root and $who is told what to do, and nothing is run', async (machine) => {
  await using folder = await temporaryFolder();
  const { ended, done } = await withoutRoot(folder.path, machine);
  expect(ended).toMatchObject({ code: 'engine-too-old', hint: expect.stringContaining('Compose plugin') });
  expect(done.filter((line) => line.startsWith('sudo '))).toEqual([]);
});

test('who is not root hears what sudo said where that came to nothing', async () => {
  await using folder = await temporaryFolder();
  const { ended } = await withoutRoot(folder.path, { sudo: 'refuses' });
  expect(ended).toMatchObject({ code: 'no-engine', detail: 'not in the sudoers file' });
});

test('tools that are there are not installed again, and no engine is started for them', async () => {
  await using folder = await temporaryFolder();
  const prefix = enginePrefix({ SIM_ENGINE_PREFIX: folder.path });
  await writeFile(prefix.stamp, '{}');
  const [address] = engineAddresses({ DOCKER_HOST: `unix://${folder.path}/docker.sock` });
  if (address === undefined) throw new Error('no address');
  const done: string[] = [];
  await takeStep('install-tools', {
    ...{ prefix, address, group: undefined, distribution: bookworm, env: {} },
    run: async (command) => {
      done.push(command.join(' '));
      return { exitCode: 0, stdout: '', stderr: '' };
    },
    report: (line) => done.push(line),
    signal: new AbortController().signal,
  });
  // The tools are there, and an engine that runs is started by nobody.
  expect(done).toEqual([]);
});
