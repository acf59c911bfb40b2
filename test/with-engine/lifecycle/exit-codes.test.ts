import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { runSim } from '../fixtures/command.ts';
import { holdingsOf, nothing } from '../fixtures/engine.ts';
import { sharedByTests } from '../fixtures/shared.ts';
import { TestTerminal } from '../fixtures/terminal.ts';
import { unique } from '../fixtures/test-run.ts';

const projects = fileURLToPath(new URL('../fixtures/projects/', import.meta.url));
const shared = sharedByTests();
const usage = unique('exit-usage');

const file = (name: string) => ['--file', join(projects, name, 'compose.yaml')];

test('0: what was asked for is done', async () => {
  const environment = shared.environmentNamed('exit-done');
  expect(await environment.run('up', '-d', '--wait', ...file('profiles'))).toMatchObject({ code: 0 });
  expect(await environment.run('wait', 'app')).toMatchObject({ code: 0 });
  expect(await environment.run('down')).toMatchObject({ code: 0 });
  expect(await environment.run('down')).toMatchObject({ code: 0 });
});

test('0: whoever comes while it goes down hears that it is gone', async () => {
  const environment = shared.environmentNamed('exit-both');
  for (const lateMs of [60, 180, 300]) {
    expect(await environment.run('up', '-d', '--wait', ...file('profiles'))).toMatchObject({ code: 0 });
    const late = async () => {
      await wait(lateMs);
      return environment.run('down');
    };
    const both = await Promise.all([environment.run('down'), late()]);
    expect(both).toMatchObject([{ code: 0 }, { code: 0 }]);
  }
});

test('1: a service failed, or there is no such environment', async () => {
  const environment = shared.environmentNamed('exit-failed');
  expect(await environment.run('status')).toMatchObject({ code: 1 });
  expect(await environment.run('up', '-d', '--wait', ...file('failing'))).toMatchObject({ code: 1 });
  expect(await environment.run('wait', 'broken')).toMatchObject({ code: 1 });
});

test.each([
  ['an unknown command', ['upp']],
  ['an unknown option', ['up', '--wat']],
  ['a name that is none', ['up', '--name', 'Not A Name']],
  ['an unknown stack', ['up', '--name', usage, 'postgresql']],
  ['a file that is not there', ['up', '--name', usage, '--file', 'nowhere.yaml']],
])('2: %s', async (_what, args) => {
  const result = await runSim(shared.checkout.sim, args, { cwd: shared.checkout.root });
  expect(result).toMatchObject({ code: 2, stdout: '' });
  expect(result.stderr).not.toMatch(/\bat .*\.js:\d+/);
  expect(await holdingsOf(shared.docker, { name: usage })).toEqual(nothing);
});

test('2: Compose files with mistakes, at their place', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sim-broken-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'compose.yaml'), 'services:\n  a: {image: x, x-sim: {knd: cache}}\n');
  const result = await runSim(shared.checkout.sim, ['up', '-d', '--name', usage, '-f', folder]);
  expect(result.code).toBe(2);
  expect(result.stderr).toContain("compose.yaml:2:25: unknown x-sim key 'knd'");
  expect(result.stderr).toContain('kind');
});

test.each([
  ['up', ['up', '-d', '--yes', '--name', unique('exit-engine'), ...file('profiles')]],
  ['ls', ['ls']],
  ['down', ['down', '--name', unique('exit-engine')]],
  ['doctor --fix', ['doctor', '--fix', '--yes']],
  ['doctor', ['doctor']],
])('3: no engine answers where DOCKER_HOST names one: %s offers no other', async (_what, args) => {
  const env = { DOCKER_HOST: `unix://${join(tmpdir(), 'sim-no-engine.sock')}` };
  const { code, stdout, stderr } = await runSim(shared.checkout.sim, args, { env });
  expect(code).toBe(3);
  const said = `${stdout}${stderr}`;
  expect(said).toMatch(/No Docker engine answers at \S+sim-no-engine\.sock.*because DOCKER_HOST names it/);
  expect(said).toContain('→ Start that engine, or take the choice back (unset DOCKER_HOST) and try again.');
  expect(said).not.toMatch(/install one|starting Docker|--yes/i);
});

test('4: not ready in time, saying what it waits for', async () => {
  const environment = shared.environmentNamed('exit-late');
  const late = await environment.run('up', '-d', '--wait', '--wait-timeout', '5', ...file('never-healthy'));
  expect(late.code).toBe(4);
  expect(late.stdout).toContain('stuck');
  const waited = await environment.run('wait', 'stuck', '--timeout', '1');
  expect(waited.code).toBe(4);
  expect(waited.stderr).toContain('503');
});

test('130: Ctrl-C in plain output stops the environment', async () => {
  const environment = shared.environmentNamed('exit-interrupted');
  const args = ['up', '--plain', '--name', environment.name, ...file('profiles')];
  using terminal = new TestTerminal(shared.checkout.sim, args, {
    cwd: shared.checkout.root,
    signal: AbortSignal.timeout(240_000),
  });
  await terminal.until('Ctrl-C stops the environment');
  terminal.press('\u0003');
  expect(await terminal.ended()).toBe(130);
  expect((await holdingsOf(shared.docker, environment)).containers).toEqual([]);
});
