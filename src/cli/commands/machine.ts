import type { Command } from 'commander';
import type { Definitions } from './definitions.js';

/** Commands about Sim itself, and what it needs of this machine. */
export function addMachineCommands(program: Command, { context, run }: Definitions): void {
  program
    .command('doctor')
    .description('what this machine has and lacks for Sim, and what to do about it')
    .option('--fix', 'start an installed engine, or install one', false)
    .option('-y, --yes', 'install without asking', false)
    .option('--json', 'print JSON (schema 1)', false)
    .addHelpText('after', '\nExample:\n  bin/sim doctor --fix')
    .action(
      run(async (o: { fix: boolean; yes: boolean; json: boolean }) =>
        (await import('../doctor.js')).doctor(context, o),
      ),
    );

  program
    .command('schema')
    .description('what commands print and the API exchanges, as JSON Schema')
    .argument('[name]', 'which one (default: lists them)')
    .option('--json', 'list them as JSON (schema 1)', false)
    .addHelpText('after', '\nExample:\n  bin/sim schema status')
    .action(
      run(async (name: string | undefined, o: { json: boolean }) =>
        (await import('../schema.js')).schema(context, { ...o, name }),
      ),
    );

  program
    .command('engine-step <step>', { hidden: true })
    .requiredOption('--prefix <folder>')
    .requiredOption('--host <address>')
    .option('--group <id>')
    .action(
      run(async (step: string, o: { prefix: string; host: string; group?: string }) =>
        (await import('../engine-step.js')).engineStep(context, step, o),
      ),
    );
}
