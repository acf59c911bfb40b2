import { Option } from 'commander';
import type { CommandContext } from '../context.js';
import { parseName } from './arguments.js';

/** What the definitions of all commands share. */
export interface Definitions {
  readonly context: CommandContext;
  readonly nameOption: () => Option;
  /** Keeps the exit code of an action. */
  readonly run: <A extends unknown[]>(
    action: (...args: A) => Promise<number>,
  ) => (...args: A) => Promise<void>;
}

/** Each action stores its exit code by `end`. */
export function definitionsFor(context: CommandContext, end: (code: number) => void): Definitions {
  return {
    context,
    nameOption: () =>
      new Option(
        '--name <name>',
        'which environment; named by COMPOSE_PROJECT_NAME or the Compose file here otherwise',
      )
        .default(context.here.name)
        .argParser(parseName),
    run:
      (action) =>
      async (...args) =>
        end(await action(...args)),
  };
}
