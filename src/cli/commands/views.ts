import { type Command, Option } from 'commander';
import { parseCount, parseSeconds, parseSince } from './arguments.js';
import type { Definitions } from './definitions.js';

/** Commands that look at an environment and change nothing. */
export function addViewCommands(program: Command, { context, nameOption, run }: Definitions): void {
  program
    .command('status')
    .description('every service, its state and the cause of it')
    .option('--secrets', 'the passwords and keys of the services, too; nothing else shows them', false)
    .addOption(nameOption())
    .option('--json', 'print JSON (schema 1)', false)
    .addHelpText('after', "\nExample:\n  bin/sim status --json | jq '.services[] | select(.ready | not)'")
    .action(
      run(async (o: { name: string; json: boolean; secrets: boolean }) =>
        (await import('../status.js')).status(context, o),
      ),
    );

  program
    .command('topology')
    .description('who calls whom, as declared and as seen')
    .addOption(nameOption())
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json']).default('text'))
    .option('--json', 'the same as --format json', false)
    .addHelpText('after', '\nExample:\n  bin/sim topology --format json')
    .action(
      run(async (o: { name: string; format: 'text' | 'json'; json: boolean }) =>
        (await import('../topology.js')).topology(context, { ...o, format: o.json ? 'json' : o.format }),
      ),
    );

  program
    .command('attach')
    .description('show a running environment live')
    .addOption(nameOption())
    .addHelpText('after', '\nExample:\n  bin/sim attach')
    .action(run(async (o: { name: string }) => (await import('../attach.js')).attach(context, o)));

  program
    .command('logs')
    .description('what the containers wrote')
    .argument('[service...]', 'only these services')
    .option('-f, --follow', 'go on with new lines', false)
    .option('--tail <lines>', 'so many old lines per service', parseCount, 100)
    .option('--since <time>', 'only lines since then: 10m, 2h, or a date', parseSince)
    .addOption(nameOption())
    .option('--json', 'print a JSON object per line', false)
    .addHelpText('after', '\nExample:\n  bin/sim logs catalog -f')
    .action(
      run(async (services: string[], o: LogsFlags) =>
        (await import('../logs.js')).logs(context, { ...o, services, since: o.since }),
      ),
    );

  program
    .command('wait')
    .description('return when services are ready, or cannot become so')
    .argument('[service...]', 'which services (default: all that up waits for)')
    .option('--timeout <seconds>', 'give up after so long', parseSeconds)
    .addOption(nameOption())
    .option('--json', 'print the status as JSON in the end', false)
    .addHelpText('after', '\nExample:\n  bin/sim wait catalog --timeout 30')
    .action(
      run(async (services: string[], o: { name: string; timeout?: number; json: boolean }) =>
        (await import('../wait.js')).wait(context, {
          ...o,
          services,
          timeoutMs: o.timeout === undefined ? undefined : o.timeout * 1000,
        }),
      ),
    );

  program
    .command('why')
    .description("the chain of causes of a service's state")
    .argument('<service>', 'which service')
    .addOption(nameOption())
    .option('--json', 'print JSON (schema 1)', false)
    .addHelpText('after', '\nExample:\n  bin/sim why gateway')
    .action(
      run(async (service: string, o: { name: string; json: boolean }) =>
        (await import('../why.js')).why(context, { ...o, service }),
      ),
    );

  program
    .command('builds')
    .description('the builds of Go services: why each was made, how long it took, what became of it')
    .argument('[service...]', 'only these services')
    .addOption(nameOption())
    .option('--json', 'print JSON (schema 1)', false)
    .addHelpText('after', '\nExample:\n  bin/sim builds catalog')
    .action(
      run(async (services: string[], o: { name: string; json: boolean }) =>
        (await import('../builds.js')).builds(context, { ...o, services }),
      ),
    );
}

interface LogsFlags {
  readonly name: string;
  readonly follow: boolean;
  readonly tail: number;
  readonly since?: number;
  readonly json: boolean;
}
