import { engineAddresses } from '../engine/addresses.js';
import { ownLine } from '../engine/by-sudo.js';
import { runCommand } from '../engine/commands.js';
import { fittingDistribution } from '../engine/install/distribution.js';
import { enginePrefix } from '../engine/prefix.js';
import { steps, takeStep } from '../engine/steps.js';
import { exitCodes, SimError } from '../errors.js';
import type { CommandContext } from './context.js';

/** The hidden command that sudo runs: it takes the one step that the user has agreed to, which its arguments name in full. */
export async function engineStep(
  { env, stderr, interrupted: signal }: CommandContext,
  name: string,
  options: { readonly prefix: string; readonly host: string; readonly group?: string },
): Promise<number> {
  const step = steps.find((one) => one === name);
  const [address] = engineAddresses({ DOCKER_HOST: options.host });
  if (step === undefined || address === undefined) throw new SimError('usage', `there is no step '${name}'`);
  if (process.getuid?.() !== 0) {
    throw new SimError('usage', 'steps of the engine are for root', {
      hint: 'bin/sim doctor --fix asks for sudo where it is needed',
    });
  }
  await takeStep(step, {
    ...{ address, env, signal, run: runCommand },
    prefix: enginePrefix({ SIM_ENGINE_PREFIX: options.prefix }),
    group: options.group,
    distribution: fittingDistribution(),
    report: (line) => stderr.write(`${ownLine}${line}\n`),
  });
  return exitCodes.done;
}
