import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { expect, onTestFinished, test } from 'vitest';
import { probeEngine } from '../../src/engine/probe.js';

async function engineThat(answer: RequestListener, host = '127.0.0.1') {
  const server = createServer(answer);
  server.listen(0, host);
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const named = host.includes(':') ? `[${host}]` : host;
  const options = { host: named, port: String(port), protocol: 'http' as const };
  return { host: `tcp://${named}:${port}`, origin: 'DOCKER_HOST', chosen: true, options };
}

const version = { Version: '28.0.0', ApiVersion: '1.48', Os: 'linux', Arch: 'amd64' };

const addresses = Object.values(networkInterfaces()).flatMap((each) => each?.map(({ address }) => address));
const loopbacks = ['127.0.0.1', '::1'].filter((address) => addresses.includes(address));

test.each(loopbacks)('an engine that answers at %s is one', async (host) => {
  const address = await engineThat((_, response) => void response.end(JSON.stringify(version)), host);
  expect(await probeEngine(address)).toMatchObject({
    state: 'answers',
    version: '28.0.0',
    apiVersion: '1.48',
  });
});

test('one that refuses is told with its status and the first line of its words', async () => {
  const address = await engineThat((_, response) => {
    response.statusCode = 500;
    response.end('no room\n<html>\n');
  });
  expect(await probeEngine(address)).toEqual({
    state: 'trouble',
    trouble: 'not-running',
    detail: 'it answers with 500: no room',
  });
});

test.each(['null', '"text"', '{"Version": "1"}'])('what answers %s is no engine', async (said) => {
  const address = await engineThat((_, response) => void response.end(said));
  const detail = 'what answers there is no Docker engine';
  expect(await probeEngine(address)).toEqual({ state: 'trouble', trouble: 'not-running', detail });
});

test('one that says nothing is not waited for any longer', async () => {
  const address = await engineThat(() => undefined);
  const detail = 'it does not answer within 0.05 s';
  expect(await probeEngine(address, 50)).toEqual({ state: 'trouble', trouble: 'not-running', detail });
});
