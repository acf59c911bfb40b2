import { Command, CommanderError } from 'commander';
import { exitCodes } from '../errors.js';
import { definitionsFor } from './commands/definitions.js';
import { addEnvironmentCommands } from './commands/environments.js';
import { addMachineCommands } from './commands/machine.js';
import { addViewCommands } from './commands/views.js';
import { addWishCommands } from './commands/wishes.js';
import { addCompletion } from './completion.js';
import type { CommandContext } from './context.js';
import { optionHelp, usageError } from './usage.js';

const exitHelp = `
Exit codes: 0 done, 1 failed, 2 usage, 3 no engine, 4 timed out, 130 interrupted.`;

/** Runs the command that `argv` names; resolves with its exit code. */
export async function runProgram(context: CommandContext, argv: readonly string[]): Promise<number> {
  let code: number = exitCodes.done;
  const program = createProgram(context, (ended) => {
    code = ended;
  });
  try {
    await program.parseAsync(argv);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  }
  return code;
}

/** All commands; each action stores its exit code by `end`. */
export function createProgram(context: CommandContext, end: (code: number) => void): Command {
  const program = new Command('sim')
    .description(
      'Brings up a distributed system on this machine, rebuilds its Go services as you type, and shows it live.',
    )
    .version(context.version, '--version', 'print the version')
    .addHelpText('afterAll', exitHelp)
    .addHelpText(
      'after',
      `\nExample:\n  bin/sim up          # everything, with a live picture\n  bin/sim up -d --wait && go test ./... ; bin/sim down --volumes`,
    )
    .showSuggestionAfterError()
    .configureHelp({ optionDescription: optionHelp })
    // commander prints no errors itself: they are thrown, and printed like all others.
    .configureOutput({ writeErr: (text) => context.stderr.write(text), outputError: () => undefined });

  const definitions = definitionsFor(context, end);
  addEnvironmentCommands(program, definitions);
  addViewCommands(program, definitions);
  addWishCommands(program, definitions);
  addMachineCommands(program, definitions);
  addCompletion(program, context);
  program.exitOverride(refuse(''));
  for (const command of program.commands) command.exitOverride(refuse(command.name()));
  return program;
}

/** Turns commander's exception into a SimError; those by which `--help` and `--version` end are no failure. */
function refuse(verb: string): (error: CommanderError) => never {
  return (error) => {
    throw error.code === 'commander.help' || error.exitCode === 0 ? error : usageError(error, verb);
  };
}
