import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that is gone when the test is over. */
export async function temporaryFolder(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'sim engine '));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** An engine on a Unix socket that answers nothing but its version. */
export async function fakeEngine(
  socket: string,
  answer: Readonly<Record<string, unknown>>,
): Promise<AsyncDisposable> {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return {
    [Symbol.asyncDispose]: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** What Docker 26 says of itself. */
export const docker26 = {
  Version: '26.1.5',
  ApiVersion: '1.45',
  Os: 'linux',
  Arch: 'amd64',
  Components: [{ Name: 'Engine', Version: '26.1.5' }],
};
