import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { findPort } from '../../../src/runtime/compose/forward-port.js';
import { container } from '../../fakes/story.js';

async function listening(host: string) {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { port: address.port, [Symbol.asyncDispose]: async () => void server.close() };
}

const published = (port: number, hostIp = '0.0.0.0') =>
  ({ hostIp, published: port, target: 8080, protocol: 'tcp', movedFrom: undefined }) as const;
const never = new AbortController().signal;

test('a port answers where it is really published', async () => {
  await using server = await listening('127.0.0.1');
  const found = await findPort(container('web', { ports: [published(server.port)] }), 8080, never);
  expect(found).toMatchObject({ host: '127.0.0.1', port: server.port });
});

test('a port that is not published answers at the address of its container', async () => {
  await using server = await listening('127.0.0.2');
  const web = container('web', { addresses: { 'sim-test_default': '127.0.0.2' } });
  expect(await findPort(web, server.port, never)).toMatchObject({ host: '127.0.0.2', port: server.port });
});

test('where nobody listens, that is said with what to do', async () => {
  const server = await listening('127.0.0.1');
  await server[Symbol.asyncDispose]();
  const web = container('web', { ports: [published(server.port, '127.0.0.1')] });
  await expect(findPort(web, 8080, never)).rejects.toMatchObject({
    message: 'nothing answers at port 8080 of sim-test-web-1',
    hint: expect.stringContaining('publish it'),
  });
});

test('nobody waits once it is no longer wanted', async () => {
  await expect(findPort(container('web'), 8080, AbortSignal.abort())).rejects.toMatchObject({
    code: 'interrupted',
  });
});
