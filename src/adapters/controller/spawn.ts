import { spawn } from 'node:child_process';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { SimError } from '../../errors.js';

export interface SpawnOptions {
  /** The compiled `main.js`. */
  readonly main: string;
  readonly name: string;
  readonly root: string;
  readonly stateDir: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Starts the controller of an environment in the background, in a session of its own; resolves when its API listens. */
export async function spawnController(options: SpawnOptions): Promise<void> {
  const { main, name, root, stateDir, env } = options;
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  const logPath = join(stateDir, 'controller.log');
  await using log = await open(logPath, 'a', 0o600);
  const child = spawn(
    process.execPath,
    [main, 'controller', '--name', name, '--root', root, '--state', stateDir],
    {
      detached: true,
      stdio: ['ignore', log.fd, log.fd, 'ipc'],
      env,
      cwd: root,
    },
  );
  await new Promise<void>((resolve, reject) => {
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
  child.disconnect();
  child.unref();
}
