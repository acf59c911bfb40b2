import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RunCommand } from '../../src/engine/commands.js';
import { ensureEngine } from '../../src/engine/ensure.js';
import { temporaryFolder } from './fake-engine.js';
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
