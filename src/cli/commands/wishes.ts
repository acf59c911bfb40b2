import type { Command } from 'commander';
import { parseBuild } from './arguments.js';
import type { Definitions } from './definitions.js';

/** Commands that ask for something to be done to services. */
export function addWishCommands(program: Command, { context, nameOption, run }: Definitions): void {
  program
    .command('pin')
    .description('let an earlier build answer, and stay with it whatever changes')
    .argument('<service>', 'which service')
    .argument('<build>', 'its number, as `bin/sim builds` shows it', parseBuild)
    .addOption(nameOption())
    .addHelpText('after', '\nExample:\n  bin/sim pin catalog 3')
    .action(
      run(async (service: string, build: number, o: { name: string }) =>
        (await import('../pin.js')).pin(context, { ...o, service, build }),
      ),
    );

  for (const [verb, text] of [
    ['unpin', 'follow the source again after `pin`'],
    ['start', 'start services that were stopped'],
    ['stop', 'stop services; the rest runs on'],
    ['restart', 'restart the containers of services'],
    ['rebuild', 'build Go services again from source'],
  ] as const) {
    program
      .command(verb)
      .description(text)
      .argument('<service...>', 'which services')
      .addOption(nameOption())
      .addHelpText('after', `\nExample:\n  bin/sim ${verb} catalog`)
      .action(
        run(async (services: string[], o: { name: string }) =>
          (await import('../wish.js')).wish(context, { ...o, services, verb }),
        ),
      );
  }
}
