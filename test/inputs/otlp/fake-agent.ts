import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';

/** A frame as the agent writes it. */
export function frameOf(type: number, payload: Uint8Array | string): Buffer {
  const body = Buffer.from(payload);
  const header = Buffer.alloc(5);
  header[0] = type;
  header.writeUInt32BE(body.length, 1);
  return Buffer.concat([header, body]);
}

/** An agent for tests, on a loopback port: checks the token, says its status, sends what it is told to. */
export class FakeAgent implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** The first line of each connection. */
  readonly greetings: string[] = [];
  onGreeting: (socket: Socket) => void = () => {};

  private constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => {});
      socket.once('data', (line: Buffer) => {
        this.greetings.push(line.toString());
        this.onGreeting(socket);
      });
    });
  }

  static async start(): Promise<FakeAgent> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new FakeAgent(server);
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('not listening');
    return address.port;
  }

  /** Writes to every connection. */
  send(...frames: readonly Buffer[]): void {
    for (const socket of this.#sockets) socket.write(Buffer.concat(frames));
  }

  /** Ends every connection; goes on listening. */
  hangUp(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.hangUp();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }
}
