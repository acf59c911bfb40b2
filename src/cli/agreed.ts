import { createInterface } from 'node:readline/promises';
import { SimError } from '../errors.js';
import type { CommandContext } from './context.js';

/** Asks the person at the terminal; `true` where they agree. Return alone does not. */
export async function agreed(
  { stdin, stderr, interrupted }: Pick<CommandContext, 'stdin' | 'stderr' | 'interrupted'>,
  question: string,
): Promise<boolean> {
  const terminal = createInterface({ input: stdin, output: stderr });
  // While lines are read, Ctrl-C is an event of the reader and no signal.
  terminal.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    const answer = await terminal.question(`${question} [y/N] `, { signal: interrupted });
    return /^y(es)?$/i.test(answer.trim());
  } catch (error) {
    if (interrupted.aborted) throw new SimError('interrupted', 'nothing was written', { cause: error });
    throw error;
  } finally {
    terminal.close();
  }
}
