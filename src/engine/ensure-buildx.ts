import { engineAddresses } from './addresses.js';
import { buildxTrouble } from './buildx-for-compose.js';
import { hasSudo, takeStepBySudo } from './by-sudo.js';
import { runCommand } from './commands.js';
import type { EngineFound } from './engine.js';
import type { EnsureEngineOptions } from './ensure.js';
import { fittingDistribution } from './install/distribution.js';
import { newestSuite } from './install/install-buildx.js';
import { enginePrefix } from './prefix.js';
import type { StepContext } from './step-context.js';
import { takeStep } from './steps.js';

/**
 * Installs a buildx that Compose builds with, where it refuses the one that is here and the distribution has a newer one; asks before.
 * Says whether it did.
 */
export async function ensureBuildx(found: EngineFound, options: EnsureEngineOptions): Promise<boolean> {
  const { env, signal, report, ask, run = runCommand, isRoot = process.getuid?.() === 0 } = options;
  const { distribution = fittingDistribution() } = options;
  const trouble = buildxTrouble(found, undefined);
  const suite = distribution && newestSuite(distribution);
  const [address] = engineAddresses(env);
  if (trouble === undefined || suite === undefined || address === undefined) return false;
  const prefix = enginePrefix(env);
  const context: StepContext = {
    ...{ prefix, address, group: undefined, distribution },
    env,
    run,
    report,
    signal,
  };
  if (!isRoot && !(await hasSudo(context))) return false;
  const isAgreed = await ask({
    question: `${trouble.detail}. Install a newer one from ${suite.name}${isRoot ? '' : ', with sudo'}?`,
    detail: `It is unpacked into ${prefix.folder} (about 60 MB) and nothing else of the system is changed.`,
  });
  if (!isAgreed) return false;
  if (isRoot) await takeStep('install-buildx', context);
  else await takeStepBySudo(options.stepCommand, 'install-buildx', context);
  return true;
}
