import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { agentToken, writePrivateFile } from '../../../src/adapters/private-files.js';
import { isPortFree } from '../../../src/inputs/declaration/host-ports.js';
import { readSources } from '../../../src/inputs/declaration/read-sources.js';
import { stackParts } from '../../../src/inputs/declaration/stacks.js';
import { refused } from '../../environment/declare.js';

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sim declaration '));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

async function write(path: string, text: string): Promise<string> {
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, text);
  return path;
}

test('only the user can read a private file, and replacing it leaves nothing behind', async () => {
  const folder = join(await temporaryFolder(), 'state');
  const file = join(folder, 'override.yaml');
  await writePrivateFile(file, 'one');
  await writePrivateFile(file, 'two');
  expect(await readFile(file, 'utf8')).toBe('two');
  expect([(await stat(file)).mode & 0o777, (await stat(folder)).mode & 0o777]).toEqual([0o600, 0o700]);
  expect(await readdir(folder)).toEqual(['override.yaml']);
});

test('an equal text leaves a private file untouched', async () => {
  const file = join(await temporaryFolder(), 'a');
  await writePrivateFile(file, 'one');
  const before = await stat(file);
  await writePrivateFile(file, 'one');
  expect((await stat(file)).ino).toBe(before.ino);
});

test('a folder that cannot be written is named, with what to do', async () => {
  const file = join(await temporaryFolder(), 'not-a-folder');
  await writeFile(file, '');
  const error: unknown = await writePrivateFile(join(file, 'override.yaml'), 'x').catch((reason) => reason);
  expect(error).toMatchObject({
    name: 'SimError',
    message: expect.stringContaining(`${file} is no folder`),
    hint: expect.stringContaining('remove it'),
  });
});

test("an environment's agent token stays the same, and a broken one is replaced", async () => {
  const folder = await temporaryFolder();
  const token = await agentToken(folder);
  expect(token).toMatch(/^[0-9a-f]{64}$/);
  expect(await agentToken(folder)).toBe(token);
  await writeFile(join(folder, 'agent-token'), 'half');
  expect(await agentToken(folder)).not.toBe(token);
});

test('a port is taken while somebody listens on it, and free before and after', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A listening TCP server has an address and a port, never a pipe's path.
  const { port } = server.address() as AddressInfo;
  const address = { hostIp: '127.0.0.1', protocol: 'tcp' } as const;
  expect(await isPortFree(address, port)).toBe(false);
  server.close();
  await once(server, 'close');
  expect(await isPortFree(address, port)).toBe(true);
});

test('TCP and UDP ports are looked at apart', async () => {
  const socket = createSocket('udp4').bind({ address: '127.0.0.1' });
  await once(socket, 'listening');
  onTestFinished(() => void socket.close());
  const { port } = socket.address();
  expect(await isPortFree({ hostIp: '127.0.0.1', protocol: 'udp' }, port)).toBe(false);
});

test('a stack is found by its name, and a mistyped one is suggested', async () => {
  const stacks = await temporaryFolder();
  const file = await write(join(stacks, 'postgres', 'compose.yaml'), '');
  await write(join(stacks, 'redis', 'docker-compose.yml'), '');
  await write(join(stacks, 'notes', 'README.md'), '');
  expect(stackParts(stacks, ['postgres', 'postgres'])).toEqual([
    { directory: join(stacks, 'postgres'), files: [file] },
  ]);
  const error = refused(() => stackParts(stacks, ['postgers']));
  expect([error.code, error.message, error.hint]).toEqual([
    'usage',
    "there is no stack 'postgers'",
    "Did you mean 'postgres'? The stacks are: postgres, redis.",
  ]);
});

test('every included file is read once, circles and missing files included', async () => {
  const folder = await temporaryFolder();
  const part = (name: string) => join(folder, name, 'compose.yaml');
  await write(part('app'), 'include: [../db/compose.yaml, ../gone/compose.yaml, ../mid/compose.yaml]\n');
  await write(part('mid'), 'include: [../db/compose.yaml, ../app/compose.yaml]\n');
  await write(part('db'), 'services: {db: {image: x}}\n');
  const sources = await readSources({ directory: join(folder, 'app'), files: [part('app')] }, {});
  expect(sources.map(({ stack }) => stack)).toEqual(['app', 'db', 'mid']);
});
