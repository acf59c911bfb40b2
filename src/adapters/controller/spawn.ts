import { type ChildProcess, spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { fromWire } from '../../contract/wire-error.js';
import { SimError } from '../../errors.js';
import { makePrivateFolder } from '../private-folder.js';
import type { FromController, ToController } from './startup-handshake.js';

export interface SpawnOptions {
  /** The compiled `main.js`. */
  readonly main: string;
  readonly name: string;
  readonly root: string;
  readonly stateDir: string;
  readonly env: NodeJS.ProcessEnv;
}

/** A controller that has started and waits to be told which engine to work with, and what `up` wants. */
export interface WaitingController {
  /** Resolves with its socket when its API listens; from then on it lives on without this process. */
  begin(first: Omit<ToController, 'kind'>): Promise<string>;
  /** Resolves when the first `up` is declared; rejects with the SimError by which the controller refuses it. */
  readonly declared: Promise<void>;
  /** Ends the controller before it has begun, because there is no engine. */
  abandon(): void;
}

/** A controller works with 20 to 60 MB. With these limits V8 collects garbage before it lets several times as much pile up. */
const heap = ['--max-old-space-size=1024', '--max-semi-space-size=4'];

/** Starts the controller of an environment in the background, in a session of its own, while the engine is still looked for. */
export async function spawnController(options: SpawnOptions): Promise<WaitingController> {
  const { main, name, root, stateDir, env } = options;
  await makePrivateFolder(stateDir);
  const logPath = join(stateDir, 'controller.log');
  await using log = await open(logPath, 'a', 0o600);
  const child = spawn(
    process.execPath,
    [...heap, main, 'controller', '--name', name, '--root', root, '--state', stateDir],
    {
      detached: true,
      stdio: ['ignore', log.fd, log.fd, 'ipc'],
      // The engine's certificates are bytes, which JSON can't carry.
      serialization: 'advanced',
      env,
      cwd: root,
    },
  );
  const { listening, declared } = untilDeclared(child, logPath);
  // The controller may end before `begin` is called, which then rejects; until then nobody awaits this promise.
  listening.catch(() => undefined);
  declared.catch(() => undefined);
  let isAbandoned = false;
  return {
    begin(first) {
      const message: ToController = { kind: 'begin', ...first };
      if (child.connected) child.send(message, () => undefined);
      return listening;
    },
    declared,
    // A second signal would end it at once, without its clean end.
    abandon: () => {
      if (!isAbandoned) child.kill();
      isAbandoned = true;
    },
  };
}

function untilDeclared(child: ChildProcess, logPath: string) {
  const listening = Promise.withResolvers<string>();
  const declared = Promise.withResolvers<void>();
  const fail = (error: unknown) => {
    listening.reject(error);
    declared.reject(error);
  };
  child.once('error', fail);
  child.once('exit', (code, signal) => {
    const hint = `its log says why: ${logPath}`;
    const how = signal ?? `exit ${code}`;
    fail(new SimError('failed', `the controller ended before it answered (${how})`, { hint }));
  });
  child.on('message', (message: FromController) => {
    if (message.kind === 'listening') return listening.resolve(message.socket);
    if (message.kind === 'declared') declared.resolve();
    // Before it listened, where it was ended meanwhile.
    else fail(fromWire(message.error));
    child.disconnect();
    child.unref();
  });
  return { listening: listening.promise, declared: declared.promise };
}
