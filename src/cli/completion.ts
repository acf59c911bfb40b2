import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import tab from '@bomb.sh/tab/commander';
import type { Command } from 'commander';

/** Adds `sim completion SHELL`: commands, options, their choices, and the stacks of this checkout. */
export function addCompletion(program: Command, root: string): void {
  const completed = tab(program, { completionCommandName: 'completion' });
  completed.commands.get('up')?.argument(
    'stack',
    (complete) => {
      for (const stack of stacksOf(root)) complete(stack, '');
    },
    true,
  );
}

function stacksOf(root: string): readonly string[] {
  return readdirSync(join(root, 'stacks'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}
