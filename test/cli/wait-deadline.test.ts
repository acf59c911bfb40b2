import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeControllerRecord } from '../../src/adapters/controller/state-dir.js';
import { wait } from '../../src/cli/wait.js';
import { contextOf } from './typed.js';

test('the time that may be waited is that of the whole command, also where the controller hangs', async () => {
  await using stack = new AsyncDisposableStack();
  const stateDir = await mkdtemp(join(tmpdir(), 'sim-hangs-'));
  stack.defer(() => rm(stateDir, { recursive: true, force: true }));
  const socket = join(stateDir, 'api.sock');
  // It takes calls and never answers.
  const hanging = createServer((connection) => stack.defer(() => void connection.destroy()));
  hanging.listen(socket);
  await once(hanging, 'listening');
  stack.defer(() => void hanging.close());
  await writeControllerRecord(stateDir, { pid: process.pid, version: '0', startedAt: 0, socket });
  const [, context] = contextOf(stateDir);
  await expect(
    wait(context, { name: 'shop', services: [], timeoutMs: 50, json: false }),
  ).rejects.toMatchObject({
    code: 'timed-out',
    message: "the controller of 'shop' did not answer in time",
  });
});
