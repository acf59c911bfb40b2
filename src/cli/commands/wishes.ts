import type { Command } from 'commander';
import { collectScale, parseBuild } from './arguments.js';
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

  program
    .command('scale')
    .description('run so many containers of a service, until the next `up`')
    .argument('<service=number...>', 'which service, and how many', collectScale)
    .addOption(nameOption())
    .addHelpText('after', '\nExample:\n  bin/sim scale orders=3 worker=0')
    .action(
      run(async (scales: Readonly<Record<string, number>>, o: { name: string }) =>
        (await import('../scale.js')).scale(context, { ...o, scales }),
      ),
    );

  for (const [verb, text] of [
    ['unpin', 'follow the source again after `pin`'],
    ['start', 'start services that were stopped, or one container of them (orders#2)'],
    ['stop', 'stop services, or one container of them (orders#2); the rest runs on'],
    ['restart', 'restart the containers of services, or one of them (orders#2)'],
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
