import { describe, expect, test } from 'vitest';
import { type Check, checkIds } from '../../src/engine/checks/check.js';
import { checkMachine } from '../../src/engine/checks/checks.js';
import type { RunCommand } from '../../src/engine/commands.js';
import { temporaryFolder } from './fake-engine.js';

const signal = new AbortController().signal;
const nothing: RunCommand = async () => ({ exitCode: 127, stdout: '', stderr: '' });

async function look(folder: string, env: NodeJS.ProcessEnv = {}) {
  const bare = { DOCKER_HOST: `unix://${folder}/none.sock`, SIM_ENGINE_PREFIX: folder, ...env };
  const found = await checkMachine({
    ...{ env: bare, signal, run: nothing, root: folder, ports: [], environment: 'shop' },
    portHolders: async () => new Map(),
  });
  return Object.fromEntries(found.map((check) => [check.id, check])) as Record<Check['id'], Check>;
}

describe('looking at a machine', () => {
  test('looks at everything, in one order, and gives a remedy for whatever is not well', async () => {
    await using folder = await temporaryFolder();
    const found = await look(folder.path);
    expect(Object.keys(found)).toEqual(checkIds);
    for (const { verdict, remedy } of Object.values(found))
      expect(remedy === undefined).toBe(verdict === 'ok');
  });

  test('an engine that does not answer is in the way, and what depends on it is not blamed', async () => {
    await using folder = await temporaryFolder();
    const found = await look(folder.path);
    expect([found.engine.verdict, found.compose.verdict, found.registry.verdict]).toEqual([
      'bad',
      'warn',
      'warn',
    ]);
  });

  test('an engine on another machine is a finding like any other, and the rest is looked at all the same', async () => {
    await using folder = await temporaryFolder();
    const found = await look(folder.path, { DOCKER_HOST: 'ssh://me@server' });
    expect(Object.keys(found)).toEqual(checkIds);
    expect(found.engine).toMatchObject({
      verdict: 'bad',
      detail: 'DOCKER_HOST names an engine on another machine (ssh://me@server).',
      remedy: expect.stringContaining('Unset it'),
    });
  });

  test('Go that is missing is made up for by a container', async () => {
    await using folder = await temporaryFolder();
    expect((await look(folder.path)).go).toMatchObject({
      verdict: 'warn',
      remedy: 'Nothing has to be done; with Go 1.26 or newer installed they are compiled without one.',
    });
  });

  test('a certificate file that is not there is named with its variable', async () => {
    await using folder = await temporaryFolder();
    const { certificates } = await look(folder.path, { SSL_CERT_FILE: '/none.pem' });
    expect(certificates).toMatchObject({
      verdict: 'bad',
      detail: 'SSL_CERT_FILE names /none.pem, which is not there',
    });
  });
});
