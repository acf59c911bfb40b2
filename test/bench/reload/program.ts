import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { childEnv } from '../../with-engine/fixtures/checkout.ts';

/** Where catalog answers on a port of this machine. */
export function productsOn(port: number): string {
  return `http://127.0.0.1:${port}/products?limit=3`;
}

/** One process at a time, and all that it starts. */
export class Program implements AsyncDisposable {
  readonly #folder: string;
  readonly #env: Readonly<Record<string, string>>;
  #process: ChildProcess | undefined;

  constructor(folder: string, env: Readonly<Record<string, string>>) {
    this.#folder = folder;
    this.#env = childEnv({ ...env, OTEL_SDK_DISABLED: 'true' });
  }

  start(command: string, args: readonly string[] = []): void {
    this.#process = spawn(command, args, {
      cwd: this.#folder,
      env: this.#env,
      stdio: 'ignore',
      detached: true,
    });
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    const { pid, exitCode } = this.#process ?? {};
    if (this.#process === undefined || pid === undefined || exitCode !== null) return;
    const ended = once(this.#process, 'exit');
    // The whole group: what it started must not answer in its place.
    process.kill(-pid, signal);
    await ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end('SIGKILL');
  }
}
