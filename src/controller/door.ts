import { chmod, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { http } from '../contract/http.js';
import { listenAlone } from './lone-socket.js';

/** Answers one request. */
export type Answerer = (request: IncomingMessage, response: ServerResponse) => void;

/** The Unix socket of a controller, which only its owner can open. Requests that come before there is an answerer wait for it. */
export interface Door extends AsyncDisposable {
  readonly socket: string;
  answerBy(answerer: Answerer): void;
  /** Adds a task for the end: it runs when no request is answered any more, and before another controller can begin. */
  lastly(task: () => Promise<void>): void;
}

/** How long a client may take to read the end of its answer when the door closes. */
const patienceMs = 1000;

/** Where a door is opened, and what is done before and after while no other controller can open one there. */
export interface DoorPlace {
  readonly socket: string;
  prepare(): Promise<void>;
  clear(): Promise<void>;
}

/** Opens the door of the only controller of an environment; throws SimError `name-taken` where there is one already. */
export async function openDoor({ socket, prepare, clear }: DoorPlace): Promise<Door> {
  const answerer = Promise.withResolvers<Answerer>();
  const last: (() => Promise<void>)[] = [];
  const server = http.createServer((request, response) => {
    void answerer.promise.then((answer) => answer(request, response));
  });
  await using stack = new AsyncDisposableStack();
  stack.use(await listenAlone(server, socket, prepare));
  await chmod(socket, 0o600);
  stack.defer(async () => {
    const closed = new Promise((done) => server.close(done));
    const late = setTimeout(() => server.closeAllConnections(), patienceMs);
    await closed;
    clearTimeout(late);
    await rm(socket, { force: true });
    for (const task of last) await task();
    await clear();
  });
  const kept = stack.move();
  return {
    socket,
    answerBy: (answer) => answerer.resolve(answer),
    lastly: (task) => void last.push(task),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
