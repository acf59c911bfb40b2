import { engineAddresses } from './addresses.js';
import { type RunCommand, runCommand } from './commands.js';
import type { EngineFound, EngineMissing } from './engine.js';
import { findEngine } from './find.js';
import { type Distribution, fittingDistribution } from './install/distribution.js';
import { installEngine } from './install/install.js';
import { startInstalledEngine } from './installed.js';
import { enginePrefix, isInstalled } from './prefix.js';
import { refusal } from './refusal.js';
import { rememberVersions } from './remember-versions.js';
import { startPrefixEngine } from './start.js';

/** What `ensureEngine` asks before it changes the machine. */
export interface InstallQuestion {
  readonly question: string;
  /** What exactly would be done. */
  readonly detail: string;
}

/** How `ensureEngine` talks to its caller. */
export interface EnsureEngineOptions {
  /** Whether to go on with an installation; the caller decides about `--yes`, `CI=true` and a person at the terminal. */
  readonly ask: (question: InstallQuestion) => Promise<boolean>;
  /** Hears one short line per step. */
  readonly report: (line: string) => void;
  readonly signal: AbortSignal;
  readonly env: NodeJS.ProcessEnv;
  readonly run?: RunCommand;
}

/** An engine that works: the running one, else an installed one that is started, else one that is installed here. Throws SimError. */
export async function ensureEngine(options: EnsureEngineOptions): Promise<EngineFound> {
  const { env, signal, report } = options;
  const run = options.run ?? rememberVersions(runCommand, env);
  const found = await findEngine(env, signal, run);
  if (found.state === 'found') return found;
  if (found.trouble !== 'not-running' && found.trouble !== 'no-compose') throw refusal(found);

  const prefix = enginePrefix(env);
  const address = engineAddresses(env)[0];
  const isRoot = process.getuid?.() === 0;
  const mayRun = isRoot && process.platform === 'linux' && address?.options.socketPath !== undefined;
  if (found.trouble === 'not-running' && mayRun && isInstalled(prefix)) {
    report('starting Docker Engine');
    await startPrefixEngine(prefix, address, env, signal);
    return afterwards(env, signal, run);
  }
  if (found.trouble === 'not-running' && (await startInstalledEngine({ env, run, report, signal }))) {
    return afterwards(env, signal, run);
  }
  const distribution = fittingDistribution();
  if (!mayRun || distribution === undefined) throw refusal(found);
  if (!(await options.ask(installQuestion(found, distribution, prefix.folder)))) throw refusal(found);
  await installEngine({ prefix, distribution, env, run, report, signal });
  if (found.trouble === 'not-running') {
    report('starting Docker Engine');
    await startPrefixEngine(prefix, address, env, signal);
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

function installQuestion(found: EngineMissing, distribution: Distribution, folder: string): InstallQuestion {
  const what =
    found.trouble === 'no-compose' ? 'Docker Compose and buildx' : 'Docker Engine, Compose and buildx';
  return {
    question: `${found.message} Install ${what} from ${distribution.id === 'debian' ? 'Debian' : 'Ubuntu'} ${distribution.engineSuite}?`,
    detail: `It is unpacked into ${folder} (about 600 MB with its downloads) and nothing else of the system is changed. 'rm -rf ${folder}' removes it.`,
  };
}
