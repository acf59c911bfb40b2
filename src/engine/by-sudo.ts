import { SimError } from '../errors.js';
import { lastLines } from './commands.js';
import { proxyVariables } from './proxies.js';
import type { StepContext } from './step-context.js';
import type { Step } from './steps.js';

/** How lines of progress begin. */
export const ownLine = 'sim: ';

/**
 * The same step by sudo, which asks for the password at the terminal by itself and refuses where there is none. `command` is what takes
 * a step: see `cli/engine-step.ts`. Proxies go by name, because their addresses may have a password in them and sudo writes its command
 * line to the system's log.
 */
export async function takeStepBySudo(
  command: readonly string[],
  step: Step,
  { prefix, address, group, env, run, report, signal }: StepContext,
): Promise<void> {
  const proxies = proxyVariables(env);
  const names = Object.keys(proxies).join(',');
  const words = [
    ...['sudo', ...(names === '' ? [] : [`--preserve-env=${names}`]), '--', ...command, step],
    ...['--prefix', prefix.folder, '--host', address.host],
    ...(group === undefined ? [] : ['--group', group]),
  ];
  const { exitCode, stderr } = await run(words, {
    signal,
    env: proxies,
    onLine: (line) => {
      if (line.startsWith(ownLine)) report(line.slice(ownLine.length));
    },
  });
  if (exitCode === 0) return;
  throw new SimError('no-engine', 'sudo brought no engine about', {
    detail: lastLines(stderr),
    hint: "Run 'bin/sim doctor --fix' as root instead, or start an engine by hand.",
  });
}

/** Whether there is a sudo at all. */
export async function hasSudo({ run, signal }: Pick<StepContext, 'run' | 'signal'>): Promise<boolean> {
  return (await run(['sudo', '--version'], { signal })).exitCode === 0;
}
