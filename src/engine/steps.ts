import { SimError } from '../errors.js';
import { installEngine } from './install/install.js';
import { installBuildx } from './install/install-buildx.js';
import { startInstalledEngine } from './installed.js';
import { startPrefixEngine } from './start.js';
import type { StepContext } from './step-context.js';

/**
 * What brings an engine about, and only root may do: start the one that Sim installed, start the machine's own, install one and start
 * it, install Compose and buildx for one that runs, or a buildx that is new enough for Compose.
 */
export const steps = ['start', 'start-own', 'install', 'install-tools', 'install-buildx'] as const;
/** One of them. */
export type Step = (typeof steps)[number];

/** Does this and nothing else. Throws SimError `no-engine`; whether an engine answers then is for the caller to see. */
export async function takeStep(step: Step, context: StepContext): Promise<void> {
  const { distribution } = context;
  if (step === 'start-own') {
    if (await startInstalledEngine(context)) return;
    throw new SimError('no-engine', 'the Docker Engine of this machine does not start', {
      hint: 'Its own log says why: journalctl -u docker',
    });
  }
  if (step === 'install-buildx') {
    if (distribution !== undefined) await installBuildx({ ...context, distribution });
    return;
  }
  if (step !== 'start' && distribution !== undefined) await installEngine({ ...context, distribution });
  if (step === 'install-tools') return;
  context.report('starting Docker Engine');
  await startPrefixEngine(context);
}
