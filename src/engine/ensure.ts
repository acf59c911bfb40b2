import { engineAddresses } from './addresses.js';
import { hasSudo, takeStepBySudo } from './by-sudo.js';
import { type RunCommand, runCommand } from './commands.js';
import type { EngineFound, EngineMissing } from './engine.js';
import { findEngine } from './find.js';
import { type Distribution, fittingDistribution } from './install/distribution.js';
import { startableByRoot, startInstalledEngine } from './installed.js';
import { enginePrefix, isInstalled } from './prefix.js';
import { privateGroup } from './private-group.js';
import { refusal } from './refusal.js';
import type { StepContext } from './step-context.js';
import { type Step, takeStep } from './steps.js';

/** What `ensureEngine` asks before it changes the machine. */
export interface InstallQuestion {
  readonly question: string;
  /** What exactly would be done. */
  readonly detail: string;
}

/** How `ensureEngine` talks to its caller. */
export interface EnsureEngineOptions {
  /** Whether to go on; the caller decides about `--yes`, `CI=true` and a person at the terminal. */
  readonly ask: (question: InstallQuestion) => Promise<boolean>;
  /** Hears one short line per step. */
  readonly report: (line: string) => void;
  readonly signal: AbortSignal;
  readonly env: NodeJS.ProcessEnv;
  /** What sudo runs for somebody who is not root: the arguments of `cli/engine-step.ts` follow. */
  readonly stepCommand: readonly string[];
  readonly run?: RunCommand;
  readonly isRoot?: boolean;
  readonly distribution?: Distribution | undefined;
}

/** An engine that works: the running one, else an installed one that is started, else one that is installed here. Throws SimError. */
export async function ensureEngine(options: EnsureEngineOptions): Promise<EngineFound> {
  const { env, signal, report, ask, isRoot = process.getuid?.() === 0 } = options;
  const run = options.run ?? runCommand;
  const found = await findEngine(env, signal, run);
  if (found.state === 'found') return found;
  if (found.trouble !== 'not-running' && found.trouble !== 'no-compose') throw refusal(found);
  const isDown = found.trouble === 'not-running';

  const prefix = enginePrefix(env);
  const { distribution = fittingDistribution() } = options;
  const [address] = engineAddresses(env);
  const canAct = process.platform === 'linux' && address?.options.socketPath !== undefined;
  const startsOurs = isDown && canAct && isInstalled(prefix);
  if (isDown && !startsOurs && (await startInstalledEngine({ env, run, report, signal }))) {
    return afterwards(env, signal, run);
  }
  const own = isDown && !startsOurs && !isRoot ? startableByRoot() : undefined;
  const installs = isDown ? 'install' : 'install-tools';
  const step: Step = startsOurs ? 'start' : own === undefined ? installs : 'start-own';
  if (!canAct || (step === installs && distribution === undefined)) throw refusal(found);

  const group = isRoot || step === 'start-own' || step === 'install-tools' ? undefined : privateGroup();
  const context: StepContext = { prefix, address, group, distribution, env, run, report, signal };
  if (isRoot) {
    // Starting again what somebody agreed to install needs no second word.
    if (step !== 'start' && !(await ask(questionOf(step, found, context)))) throw refusal(found);
    await takeStep(step, context);
  } else {
    const isAgreed = (await hasSudo(context)) && (await ask(bySudo(questionOf(step, found, context), group)));
    if (!isAgreed) throw refusal(found);
    await takeStepBySudo(options.stepCommand, step, context);
  }
  return afterwards(env, signal, run);
}

async function afterwards(
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
  run: RunCommand,
): Promise<EngineFound> {
  const found = await findEngine(env, signal, run);
  if (found.state === 'found') return found;
  throw refusal(found);
}

function questionOf(
  step: Step,
  { message }: EngineMissing,
  { prefix: { folder }, distribution }: StepContext,
): InstallQuestion {
  if (step === 'start' || step === 'start-own') {
    const what = step === 'start' ? `the one in ${folder}` : startableByRoot();
    return { question: `${message} Start ${what}?`, detail: 'It is installed and does not run.' };
  }
  const what = step === 'install' ? 'Docker Engine, Compose and buildx' : 'Docker Compose and buildx';
  const from = `${distribution?.id === 'debian' ? 'Debian' : 'Ubuntu'} ${distribution?.engineSuite}`;
  return {
    question: `${message} Install ${what} from ${from}?`,
    detail: `It is unpacked into ${folder} (about 600 MB with its downloads) and nothing else of the system is changed. 'rm -rf ${folder}' removes it.`,
  };
}

/** What is asked of somebody who is not root. */
function bySudo({ question, detail }: InstallQuestion, group: string | undefined): InstallQuestion {
  const mayUse =
    group === undefined
      ? ''
      : ' Afterwards you may use the engine without sudo, which is as good as being root.';
  return {
    question: question.replace(/\?$/, ', with sudo?'),
    detail: `${detail} sudo may ask for your password.${mayUse}`,
  };
}
