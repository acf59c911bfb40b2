import { runCommand } from '../commands.js';
import { findEngine } from '../find.js';
import type { Check, CheckContext } from './check.js';
import { checkBuildx, checkCompose, checkEngine, checkRegistry } from './engine-checks.js';
import { checkCertificates, checkDisk, checkGo, checkMemory, checkNode } from './machine-checks.js';
import { checkPorts } from './port-checks.js';

/** Looks at everything that Sim needs, in the order of `checkIds`. Changes nothing. */
export async function checkMachine(
  options: Omit<CheckContext, 'run' | 'search'> & Partial<Pick<CheckContext, 'run'>>,
): Promise<readonly Check[]> {
  const run = options.run ?? runCommand;
  const context = { ...options, run, search: await findEngine(options.env, options.signal, run) };
  return Promise.all([
    checkEngine(context),
    checkCompose(context),
    checkBuildx(context),
    checkDisk(context),
    checkMemory(),
    checkPorts(context),
    checkGo(context),
    checkRegistry(context),
    checkCertificates(context),
    checkNode(),
  ]);
}
