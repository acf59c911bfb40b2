import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { socketPathOf } from '../../../src/adapters/controller/state-dir.js';
import { findEngine } from '../../../src/engine/find.js';
import { childEnv } from '../fixtures/checkout.ts';
import type { TestEnvironment } from '../fixtures/environment.ts';

const endToEnd = fileURLToPath(new URL('../../../sample-go-services/internal/endtoend', import.meta.url));

/** The shop's own end-to-end tests, looking at a running environment instead of a shop of their own. */
export async function goTestsOf(environment: TestEnvironment): Promise<(test: string) => Promise<void>> {
  const found = await findEngine(process.env, AbortSignal.timeout(20_000));
  if (found.state !== 'found') throw new Error(found.message);
  const [docker = 'docker'] = found.composeCommand;
  const env = childEnv({
    ...found.env,
    SHOP_ENVIRONMENT: environment.name,
    SHOP_SIM: join(environment.checkout.root, 'bin/sim'),
    SHOP_API: await socketPathOf(environment.stateDir),
  });
  // The engine's own command, wherever Sim found it, stands beside Compose.
  const path = [env.PATH, dirname(docker)].join(delimiter);
  return async (test) => {
    const run = execa('go', ['test', '-count=1', '-v', '-run', `^${test}$`, '.'], {
      cwd: endToEnd,
      extendEnv: false,
      env: { ...env, PATH: path },
      all: true,
      reject: false,
    });
    const { exitCode, all } = await run;
    if (exitCode !== 0 || !all?.includes(`--- PASS: ${test} `)) throw new Error(`${test}:\n${all}`);
  };
}
