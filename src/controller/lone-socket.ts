import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { SimError } from '../errors.js';

/**
 * Listens on a Unix socket that one controller alone may have. The socket file of a killed controller is replaced; where a controller lives,
 * SimError `name-taken` is thrown. `prepare` makes the socket's folder while no other controller can begin or end. Disposing of the result
 * frees the place; the server is for the caller to close.
 */
export async function listenAlone(
  server: Server,
  socket: string,
  prepare: () => Promise<void>,
): Promise<AsyncDisposable> {
  const place = await holdPlace(socket);
  try {
    await prepare();
    await listenOrReplace(server, socket);
    return place;
  } catch (error) {
    await place[Symbol.asyncDispose]();
    throw error;
  }
}

/**
 * Runs a task that no controller may meet, such as clearing its folder; none can begin meanwhile. Resolves with `true` when it is done, or
 * with `false` where a controller has the place: then the task was not run.
 */
export async function ifNobodyListens(socket: string, task: () => Promise<void>): Promise<boolean> {
  let place: AsyncDisposable;
  try {
    place = await holdPlace(socket);
  } catch (error) {
    if (error instanceof SimError && error.code === 'name-taken') return false;
    throw error;
  }
  try {
    if (await answers(socket)) return false;
    await task();
    return true;
  } finally {
    await place[Symbol.asyncDispose]();
  }
}

/**
 * Resolves with the number of the process that has the place, whatever became of its socket file; `undefined`: none has it, or none says so.
 * The caller has to look who that process is, because anybody may take an abstract name.
 */
export function holderOf(socket: string): Promise<number | undefined> {
  if (process.platform !== 'linux') return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const holder = connect(abstractName(socket));
    let text = '';
    holder.setEncoding('utf8');
    holder.setTimeout(patienceMs, () => holder.destroy());
    holder.on('data', (part: string) => {
      text += part;
      if (text.length > 20) holder.destroy();
    });
    holder.on('error', () => resolve(undefined));
    holder.on('close', () => resolve(/^[1-9]\d*\n$/.test(text) ? Number(text) : undefined));
  });
}

/** How long whoever has a place may take to say who it is: it does so in milliseconds. */
const patienceMs = 1000;

function abstractName(socket: string): string {
  return `\0sim-controller-${createHash('sha256').update(socket).digest('hex')}`;
}

/**
 * Holds an abstract socket name as a lock. Of two controllers that both find a stale socket file, the second could remove the file that the
 * first has just made; an abstract name can be held once, and goes with its process. Only Linux has such names. The
 * process that holds it says its number to whoever connects: nothing else tells it where the folder of a controller was removed.
 */
async function holdPlace(socket: string): Promise<AsyncDisposable> {
  if (process.platform !== 'linux') return { [Symbol.asyncDispose]: () => Promise.resolve() };
  const holder = createServer((connection) => {
    connection.on('error', () => connection.destroy());
    connection.write(`${process.pid}\n`);
    // A client that never closes its end must not keep the place from being freed.
    connection.destroySoon();
  });
  try {
    await listen(holder, abstractName(socket));
  } catch (error) {
    throw isTaken(error) ? nameTaken() : error;
  }
  return { [Symbol.asyncDispose]: () => new Promise<void>((done) => holder.close(() => done())) };
}

async function listenOrReplace(server: Server, socket: string): Promise<void> {
  try {
    await listen(server, socket);
  } catch (error) {
    if (!isTaken(error)) throw error;
    if (await answers(socket)) throw nameTaken();
    await rm(socket, { force: true });
    await listen(server, socket);
  }
}

function nameTaken(): SimError {
  return new SimError('name-taken', 'this environment already has a controller', {
    hint: 'bin/sim attach shows it',
  });
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
