import { runCommand } from '../commands.js';
import { findEngine } from '../find.js';
import type { Check, CheckContext } from './check.js';
import { checkBuildx, checkCompose, checkEngine, checkRegistry } from './engine-checks.js';
import {
  checkCertificates,
  checkDisk,
  checkGo,
  checkMemory,
  checkNode,
  checkPorts,
} from './machine-checks.js';

/** Looks at everything that Sim needs, in the order of `checkIds`. Changes nothing. */
export async function checkMachine(
  options: Pick<CheckContext, 'env' | 'signal' | 'root' | 'ports'> & Partial<Pick<CheckContext, 'run'>>,
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
