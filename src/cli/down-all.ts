import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { EnvironmentOnEngine } from '../adapters/docker/environments.js';
import { requirePrivateFolder } from '../adapters/private-folder.js';
import { exitCodeOf, exitCodes, SimError } from '../errors.js';
import { errorText } from '../outputs/text/error.js';
import { type CommandContext, printJson } from './context.js';
import { type DownOptions, downOne } from './down.js';

/** An environment, and the folder of the controller that takes it down. */
export interface Target {
  readonly name: string;
  readonly stateDir: string;
  /** Whether another checkout made it that still exists. */
  readonly isForeign: boolean;
}

/** The options of `sim down --all`. */
export interface DownAllOptions extends Omit<DownOptions, 'name'> {
  /** Takes those of other checkouts down, too, without asking. */
  readonly yes: boolean;
}

/**
 * `sim down --all`: takes down one environment after the other; the failure of one is printed and does not keep the others up. For those of
 * other checkouts the person at the terminal is asked; without a terminal they are left, and the exit code tells.
 */
export async function downAll(context: CommandContext, options: DownAllOptions): Promise<number> {
  const found = await (await import('./without-controller.js')).environmentsOnEngine(context.env);
  const targets = await Promise.all(found.map((environment) => targetOf(context, environment)));
  const foreign = targets.filter(({ isForeign }) => isForeign);
  const answer = foreign.length === 0 || options.yes ? 'take' : await ask(context, foreign);
  const taken = answer === 'take' ? targets : targets.filter(({ isForeign }) => !isForeign);
  const environments: unknown[] = [];
  let code: number = answer === 'nobody to ask' ? exitCodes.failed : exitCodes.done;
  for (const { name, stateDir } of taken) {
    if (context.interrupted.aborted) throw interrupted();
    try {
      await requirePrivateFolder(stateDir);
      environments.push({ environment: name, ...(await downOne(context, { ...options, name }, stateDir)) });
    } catch (error) {
      if (context.interrupted.aborted || !(error instanceof SimError)) throw error;
      context.stderr.write(`${name}: ${errorText(error, context.paint)}\n`);
      code = exitCodeOf(error);
    }
  }
  if (options.json) {
    const left =
      answer === 'take' ? [] : foreign.map(({ name, stateDir }) => ({ environment: name, stateDir }));
    printJson(context, { schema: 1, environments, left });
  } else if (targets.length === 0) context.stdout.write('no environment on this engine\n');
  return code;
}

/** The target of one environment. What a checkout made that no longer exists counts as ours. */
export async function targetOf(
  context: Pick<CommandContext, 'stateDirOf'>,
  { name, owners }: Pick<EnvironmentOnEngine, 'name' | 'owners'>,
): Promise<Target> {
  const own = await context.stateDirOf(name);
  const other = owners.find((owner) => owner !== own && existsSync(owner));
  return { name, stateDir: other ?? own, isForeign: other !== undefined };
}

/** Asks the person at the terminal whether to take these down. Throws SimError `interrupted` where they press Ctrl-C. */
export async function ask(
  { stdin, stderr, interrupted: signal }: Pick<CommandContext, 'stdin' | 'stderr' | 'interrupted'>,
  foreign: readonly Target[],
): Promise<'take' | 'leave' | 'nobody to ask'> {
  const list = foreign.map(({ name, stateDir }) => `  ${name} (${dirname(stateDir)})`).join('\n');
  if (!stdin.isTTY || !stderr.isTTY) {
    stderr.write(`sim: of other checkouts, and left as they are (--yes takes them down, too):\n${list}\n`);
    return 'nobody to ask';
  }
  const terminal = createInterface({ input: stdin, output: stderr });
  // While lines are read, Ctrl-C is an event of the reader and no signal.
  terminal.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    const words = `These are of other checkouts:\n${list}\nTake them down, too? [y/N] `;
    const answer = await terminal.question(words, { signal });
    return /^y(es)?$/i.test(answer.trim()) ? 'take' : 'leave';
  } catch (error) {
    if (signal.aborted) throw interrupted();
    throw error;
  } finally {
    terminal.close();
  }
}

function interrupted(): SimError {
  return new SimError('interrupted', 'the rest was left as it is', {
    hint: 'bin/sim down --all once more goes on',
  });
}
