import { messageOf, SimError } from '../../errors.js';
import { programIn } from '../../words/commands.js';
import type { Paint } from './paint.js';

/** A failure for people: what, the tool's last words, what to do next by `program`. Anything unforeseen shows its stack. */
export function errorText(error: unknown, paint: Paint, program?: string): string {
  if (!(error instanceof SimError)) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : messageOf(error);
    return `${paint.bad('sim: this is a bug of Sim itself.')} Please report it with these lines and what you typed:\n${stack}`;
  }
  // A tool that said one line is quoted by the message already.
  const detail = error.detail?.split('\n').filter((line) => line.trim() !== error.message.trim()) ?? [];
  return [
    `${paint.bad('sim:')} ${error.message}`,
    ...detail.map((line) => paint.dim(`  ${line}`)),
    ...(error.hint === undefined ? [] : [`  → ${programIn(error.hint, program)}`]),
  ].join('\n');
}
