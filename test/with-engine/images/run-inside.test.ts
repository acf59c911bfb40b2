import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import type Docker from 'dockerode';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runInside } from '../../../src/adapters/docker/run-inside.js';
import { realEngine, startContainer, type TestContainer } from './containers.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const never = new AbortController().signal;
let made: TestContainer;
let container: Docker.Container;

beforeAll(async () => {
  const { docker, provider } = await realEngine(root, tmpdir());
  const image = await provider.find('redis:8.0.4-bookworm', 'local', {
    signal: never,
    onProgress: () => undefined,
  });
  made = await startContainer(docker, image.reference, { Entrypoint: ['sleep', '300'], Cmd: [] });
  container = made.container;
});
afterAll(() => made[Symbol.asyncDispose]());

const inside = (script: string, signal = never) =>
  runInside(container, ['sh', '-c', script], { cwd: '/usr', env: { GREETING: 'a "b" $c' }, signal });

test('both streams, the exit code, the folder and the variables are those of the program', async () => {
  const result = await inside('pwd; echo "$GREETING" >&2; exit 3');
  expect(result).toEqual({ stdout: '/usr\n', stderr: 'a "b" $c\n', exitCode: 3, cancelled: false });
});

test('a long output comes whole', async () => {
  expect((await inside('head -c 3000000 /dev/zero | tr "\\0" x')).stdout).toHaveLength(3_000_000);
});

test('what is aborted ends with all that it started, and leaves nothing behind', async () => {
  const aborting = new AbortController();
  const running = inside('sleep 4321 & echo begun >/tmp/begun; sleep 4321', aborting.signal);
  await made.until(['sh', '-c', 'ls /tmp/begun']);
  aborting.abort();
  expect(await running).toMatchObject({ cancelled: true });
  const left = 'cat /proc/[0-9]*/cmdline | tr "\\0" " "; ls /tmp';
  const { output } = await made.exec(['sh', '-c', left]);
  expect(output).not.toMatch(/sleep 4321|run-[0-9a-f]{12}/);
});

test('what is aborted before it began never begins', async () => {
  const aborted = AbortSignal.abort();
  expect(await inside('echo >/tmp/begun-late', aborted)).toMatchObject({ cancelled: true });
  expect((await made.exec(['ls', '/tmp'])).output).not.toContain('begun-late');
});
