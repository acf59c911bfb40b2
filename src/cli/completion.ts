import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import tab from '@bomb.sh/tab/commander';
import type { Command } from 'commander';
import { agentService, defaultEnvironmentName } from '../environment/environment.js';
import { bashAfter, bashBefore, bashExecutable } from './completion-bash.js';
import type { CommandContext } from './context.js';

/** Adds `sim completion SHELL`: commands, options, their choices, the stacks of this checkout, the services of the environment. */
export function addCompletion(program: Command, { root, env }: Pick<CommandContext, 'root' | 'env'>): void {
  const completed = tab(program, { completionCommandName: 'completion' });
  completed.commands.get('up')?.argument(
    'stack',
    (complete) => {
      for (const stack of stacksOf(root)) complete(stack, '');
    },
    true,
  );
  for (const command of program.commands) {
    const argument = command.registeredArguments.find((one) => one.name() === 'service');
    if (argument === undefined) continue;
    completed.commands.get(command.name())?.argument(
      'service',
      (complete) => {
        for (const service of servicesOf(env.SIM_STATE_DIR || join(root, '.sim'), process.argv))
          complete(service, '');
      },
      argument.variadic,
    );
  }
  const command = program.commands.find((one) => one.name() === 'completion');
  command?.action((shell: string) => {
    const name = program.name();
    if (shell !== 'bash') return completed.setup(name, name, shell);
    console.log(bashBefore);
    completed.setup(name, bashExecutable, shell);
    console.log(bashAfter);
  });
}

function stacksOf(root: string): readonly string[] {
  return readdirSync(join(root, 'stacks'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

/** As the environment's files have them: nobody waits for a controller, or for the reading of YAML, at a TAB. */
function servicesOf(stateRoot: string, typed: readonly string[]): readonly string[] {
  const words = typed.flatMap((word) => (word.startsWith('--name=') ? ['--name', word.slice(7)] : [word]));
  const name = words[words.lastIndexOf('--name') + 1 || words.length] ?? defaultEnvironmentName;
  try {
    const text = readFileSync(join(stateRoot, name, 'override.yaml'), 'utf8');
    const section = /^services:\n((?: .*\n)*)/m.exec(text)?.[1] ?? '';
    const keys = [...section.matchAll(/^ {2}"?([\w.-]+)"?:/gm)].map(([, key = '']) => key);
    return keys.filter((key) => key !== agentService);
  } catch {
    // It was never up.
    return [];
  }
}
