import { SimError } from '../errors.js';
import { engineAddresses } from './addresses.js';
import { askForSudo, bySudo } from './by-sudo.js';
import { lastLines, type RunCommand, runCommand } from './commands.js';
import type { EngineFound, EngineMissing } from './engine.js';
import { findEngine } from './find.js';
import { type Distribution, fittingDistribution } from './install/distribution.js';
import { installEngine } from './install/install.js';
import { startableByRoot, startInstalledEngine } from './installed.js';
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
  /** A command that does the same, agreed to, for whoever may not do it: it is run by sudo. */
  readonly again?: readonly string[];
  readonly isRoot?: boolean;
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
  const { isRoot = process.getuid?.() === 0 } = options;
  const canRun = process.platform === 'linux' && address?.options.socketPath !== undefined;
  const mayRun = canRun && isRoot;
  if (found.trouble === 'not-running' && mayRun && isInstalled(prefix)) {
    report('starting Docker Engine');
    await startPrefixEngine(prefix, address, env, signal);
    return afterwards(env, signal, run);
  }
  if (found.trouble === 'not-running' && (await startInstalledEngine({ env, run, report, signal }))) {
    return afterwards(env, signal, run);
  }
  const distribution = fittingDistribution();
  if (canRun && !isRoot) {
    const installed = isInstalled(prefix) ? `the one in ${prefix.folder}` : startableByRoot();
    const question =
      found.trouble === 'not-running' && installed !== undefined
        ? { question: `${found.message} Start ${installed}?`, detail: 'It is installed and does not run.' }
        : distribution && installQuestion(found, distribution, prefix.folder);
    const where = address.chosen ? { DOCKER_HOST: address.host } : {};
    if (question !== undefined) {
      return ensureBySudo(found, question, { ...options, run, rootEnv: { ...env, ...where } });
    }
  }
  if (!mayRun || distribution === undefined) throw refusal(found);
  if (!(await options.ask(installQuestion(found, distribution, prefix.folder)))) throw refusal(found);
  await installEngine({ prefix, distribution, env, run, report, signal });
  if (found.trouble === 'not-running') {
    report('starting Docker Engine');
    await startPrefixEngine(prefix, address, env, signal);
  }
  return afterwards(env, signal, run);
}

/** Whoever is not root can agree to sudo. */
async function ensureBySudo(
  found: EngineMissing,
  question: InstallQuestion,
  options: EnsureEngineOptions & { readonly run: RunCommand; readonly rootEnv: NodeJS.ProcessEnv },
): Promise<EngineFound> {
  const { ask, again, run, report, env, rootEnv, signal } = options;
  const hasSudo = again !== undefined && (await run(['sudo', '--version'], { signal })).exitCode === 0;
  if (!hasSudo || !(await ask(askForSudo(question)))) throw refusal(found);
  const { exitCode, stderr } = await run(bySudo(again, rootEnv), {
    signal,
    onLine: (line) => {
      if (line.startsWith(ownLine)) report(line.slice(ownLine.length));
    },
  });
  const now = await findEngine(env, signal, run);
  if (now.state === 'found') return now;
  if (exitCode === 0 || now.trouble !== found.trouble) throw refusal(now);
  throw new SimError('no-engine', 'sudo brought no engine about', {
    detail: lastLines(stderr),
    hint: `'sudo ${again.join(' ')}' at a terminal shows all of it.`,
  });
}

/** How lines of progress begin. */
const ownLine = 'sim: ';

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
