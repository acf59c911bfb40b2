import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineFound } from '../../engine/engine.js';
import { SimError } from '../../errors.js';

export interface SpawnOptions {
  /** The compiled `main.js`. */
  readonly main: string;
  readonly name: string;
  readonly root: string;
  readonly stateDir: string;
  readonly env: NodeJS.ProcessEnv;
}

/** A controller that has started and waits to be told which engine to work with. */
export interface WaitingController {
  /** Resolves when its API listens; it then lives on without us. */
  begin(engine: EngineFound): Promise<void>;
  /** Ends it: there is no engine. */
  abandon(): void;
}

/**
 * It works all day with 20 to 60 MB. Told that no more than this will ever be needed, V8 collects before it has let several
 * times as much pile up.
 */
const heap = ['--max-old-space-size=1024', '--max-semi-space-size=4'];

/** Starts the controller of an environment in the background, in a session of its own, while the engine is still looked for. */
export async function spawnController(options: SpawnOptions): Promise<WaitingController> {
  const { main, name, root, stateDir, env } = options;
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  const logPath = join(stateDir, 'controller.log');
  await using log = await open(logPath, 'a', 0o600);
  const child = spawn(
    process.execPath,
    [...heap, main, 'controller', '--name', name, '--root', root, '--state', stateDir],
    { detached: true, stdio: ['ignore', log.fd, log.fd, 'ipc'], env, cwd: root },
  );
  const listening = untilListening(child, logPath);
  // It may end before anybody waits for it; whoever begins hears of it.
  listening.catch(() => undefined);
  return {
    async begin(engine) {
      if (child.connected) child.send(engine, () => undefined);
      await listening;
      child.disconnect();
      child.unref();
    },
    abandon: () => void child.kill(),
  };
}

function untilListening(child: ChildProcess, logPath: string): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('message', () => resolve());
    child.once('exit', (code, signal) =>
      reject(
        new SimError('failed', `the controller ended before it answered (${signal ?? `exit ${code}`})`, {
          hint: `its log says why: ${logPath}`,
        }),
      ),
    );
  });
}
