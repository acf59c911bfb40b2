import { cp, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { childEnv, copyCheckout } from '../fixtures/checkout.ts';
import { runSim } from '../fixtures/command.ts';
import { TestEnvironment } from '../fixtures/environment.ts';
import { get } from '../fixtures/load.ts';
import { partImage } from '../fixtures/part-image.ts';
import { sharedByTests } from '../fixtures/shared.ts';
import { serviceOf, urlOf } from '../fixtures/status.ts';
import { unique } from '../fixtures/test-run.ts';

const projects = fileURLToPath(new URL('../fixtures/projects/', import.meta.url));
const shared = sharedByTests();

/** A folder whose name Compose, Go, a shell and a regular expression could each stumble over. */
async function oddFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'sim Ärger $HOME (日本) ')));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test('spaces, dollar signs and letters of all languages in a path change nothing', async () => {
  const folder = await oddFolder();
  await cp(join(projects, 'go-service'), folder, { recursive: true });
  await using environment = new TestEnvironment(shared.checkout, unique('odd-path'));
  await environment.up('--file', join(folder, 'compose.yaml'));
  expect(await get(urlOf(await environment.status(), 'hello'))).toBe('first');
});

test('an image that cannot be had is named with a remedy, and the rest comes up', async () => {
  const folder = await oddFolder();
  const text = `services:
  good: {image: "${partImage}", command: [serve]}
  bad: {image: "nobody.invalid/has-this:1"}
`;
  await writeFile(join(folder, 'compose.yaml'), text);
  await using environment = new TestEnvironment(shared.checkout, unique('no-image'));
  const up = await environment.run('up', '-d', '--wait', '-f', folder);
  expect(up.code).toBe(1);
  expect(up.stdout).toContain('nobody.invalid/has-this:1');
  const status = await environment.status();
  expect(serviceOf(status, 'good').ready).toBe(true);
  expect(serviceOf(status, 'bad').state).toBe('unavailable');
});

test('without a home, on a dumb terminal, everything works and nothing is coloured', async () => {
  const env: Record<string, string> = { TERM: 'dumb', HOME: '' };
  await using environment = new TestEnvironment(shared.checkout, unique('bare'), env);
  const up = await environment.up('--file', join(projects, 'profiles'));
  const status = await environment.run('status');
  expect(status.code).toBe(0);
  expect(`${up.stdout}${up.stderr}${status.stdout}`).not.toContain('\u001b');
});

test('where the checkout may not be written, state goes to the state folder of the user', async () => {
  const home = await oddFolder();
  await using blocked = await copyCheckout();
  // As for a user who may not write there; whoever runs this test may be root, who may write anywhere.
  await writeFile(join(blocked.root, '.sim'), '');
  await using environment = new TestEnvironment(blocked, unique('read-only'), { XDG_STATE_HOME: home });
  await environment.up('--file', join(projects, 'profiles'));
  expect(await environment.run('status')).toMatchObject({ code: 0 });
  expect(await readdir(join(home, 'sim'))).toHaveLength(1);
});

test('a reader that has seen enough ends the command at once, and is no failure', async () => {
  const folder = await oddFolder();
  // It says one line and no more: nobody may have to wait for the next one.
  const text = `services:
  said: {image: "${partImage}", command: [once, -say, enough]}
  app: {image: "${partImage}", command: [serve]}
`;
  await writeFile(join(folder, 'compose.yaml'), text);
  await using environment = new TestEnvironment(shared.checkout, unique('head'));
  expect(await environment.run('up', '-d', '--file', folder)).toMatchObject({ code: 0 });
  const up = 'up --plain --file "$1"';
  for (const command of ['status --json', 'logs -f', up, 'ls', 'doctor', 'topology']) {
    const named = /^(ls|doctor)/.test(command) ? command : `${command} --name ${environment.name}`;
    // bash tells how each part of a pipe ended, and timeout's 124 that it did not.
    const script = `timeout 30 "$0" ${named} | head -n 1; echo "\${PIPESTATUS[0]}" >&2`;
    const { stderr } = await execa('bash', ['-c', script, shared.checkout.sim, folder], {
      env: childEnv(),
      extendEnv: false,
      stdin: 'ignore',
    });
    expect(`${command}: ${stderr}`).toBe(`${command}: 0`);
  }
  expect((await environment.status()).ready).toBe(true);
});

test('output that cannot be written is a failure, said in one line', async () => {
  const { exitCode, stderr } = await execa(
    'sh',
    ['-c', '"$0" doctor --json >/dev/full', shared.checkout.sim],
    {
      env: childEnv(),
      extendEnv: false,
      reject: false,
    },
  );
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/sim: the output can't be written: ENOSPC.*$/);
});

test('no permission on the socket of the engine is said with what to do', async () => {
  const env = { DOCKER_HOST: 'unix:///var/run/docker.sock' };
  // Root may do anything: somebody else has to try.
  const command = `exec "${process.execPath}" "${join(shared.checkout.root, 'dist/main.js')}" ls`;
  await runSim(shared.checkout.sim, ['ls']);
  await execa('chmod', ['-R', 'a+rX', shared.checkout.root]);
  const { exitCode, stderr } = await execa(
    'setpriv',
    ['--reuid=65534', '--regid=65534', '--clear-groups', 'sh', '-c', command],
    {
      env: { ...childEnv(), ...env },
      extendEnv: false,
      reject: false,
    },
  );
  expect(exitCode).toBe(3);
  expect(stderr).toContain('docker.sock');
  expect(stderr).toContain('Join the group docker');
  expect(stderr).not.toMatch(/\bat .*\.js:\d+/);
});
