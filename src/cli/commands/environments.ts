import { type Command, Option } from 'commander';
import { sampleWord } from '../../environment/environment.js';
import { sampleName } from '../../inputs/declaration/here.js';
import { collect, collectScale, parseSeconds } from './arguments.js';
import type { Definitions } from './definitions.js';

/** Commands that bring whole environments up, down, or about. */
export function addEnvironmentCommands(program: Command, { context, nameOption, run }: Definitions): void {
  program
    .command('up')
    .description('start the environment and show it; attaches where it runs already')
    .argument(
      '[name...]',
      'services of the Compose file to start (default: all), or stacks of the sample (default: app), with what they depend on',
    )
    .option('-d, --detach', 'return when all containers are started', false)
    .option('--wait', 'return when everything is ready', false)
    .option('--wait-timeout <seconds>', 'give up waiting after so long', parseSeconds)
    .option(
      '-f, --file <file>',
      'a Compose file, or a folder with what Compose reads there, or - for standard input; may be repeated, later ones override (default: COMPOSE_FILE, else what lies in this folder or above in its repository, else the sample shop)',
      collect,
      [],
    )
    .option(
      '--env-file <file>',
      "variables for Compose files instead of the project's .env; may be repeated, later ones win (default: COMPOSE_ENV_FILES)",
      collect,
      [],
    )
    .option(sampleWord, 'the sample shop, whatever lies in this folder', false)
    .option(
      '--scale <service=number>',
      'run so many containers of a service, whatever the files say; may be repeated',
      collectScale,
    )
    .option('--profile <name>', 'a Compose profile to enable; may be repeated', collect, [])
    .addOption(nameOption())
    .addOption(
      new Option('--images <mode>', 'where images come from')
        .choices(['auto', 'registry', 'local'])
        .default('auto'),
    )
    .option('--no-watch', 'run the images of the Dockerfiles; no hot rebuild')
    .option('--vet', 'go vet after each build that is live, in the background', false)
    .option('--test', 'the tests of its packages after each build that is live, in the background', false)
    .option('--plain', 'lines instead of the live view', false)
    .option('--json', 'print the status as JSON in the end', false)
    .option('-y, --yes', 'install what is missing without asking', false)
    .addHelpText(
      'after',
      '\nExamples:\n  bin/sim up                 # the Compose file of this folder, else the sample shop\n  bin/sim up api --wait\n  bin/sim up -f compose.yaml -f compose.debug.yaml api\n  bin/sim up --sample postgres redis',
    )
    .action(
      run(async (names: string[], o: UpFlags, command: Command) => {
        const isNamed = command.getOptionValueSource('name') !== 'default';
        return (await import('../up.js')).up(context, {
          ...o,
          name: o.sample && !isNamed ? sampleName(context.env) : o.name,
          isNamed,
          names,
          files: o.file,
          envFiles: o.envFile,
          profiles: o.profile,
          waitTimeoutMs: o.waitTimeout === undefined ? undefined : o.waitTimeout * 1000,
        });
      }),
    );

  program
    .command('init')
    .description('write a Compose file for the Go code of a folder: shows it first, and asks')
    .argument('[folder]', 'the repository, or a part of it', '.')
    .option(
      '-f, --file <file>',
      'the file to write (default: compose.yaml, or an override beside the one that is there)',
    )
    .option('-y, --yes', 'write it without asking', false)
    .option('--json', 'print what was found, and the file, as JSON (schema 1); writes only with --yes', false)
    .addHelpText('after', '\nExample:\n  bin/sim init && bin/sim up')
    .action(
      run(async (directory: string, o: { file?: string; yes: boolean; json: boolean }) =>
        (await import('../init.js')).init(context, { ...o, directory, file: o.file }),
      ),
    );

  program
    .command('down')
    .description('stop everything and remove containers and networks')
    .option('--volumes', 'remove the data too', false)
    .option('--all', 'every environment on this engine; asks before it takes those of other checkouts', false)
    .option('-y, --yes', 'with --all: those of other checkouts too, without asking', false)
    .addOption(nameOption())
    .option('--json', 'print what was removed as JSON', false)
    .addHelpText('after', '\nExample:\n  bin/sim down --volumes')
    .action(
      run(async (o: { name: string; volumes: boolean; all: boolean; yes: boolean; json: boolean }) =>
        o.all
          ? (await import('../down-all.js')).downAll(context, o)
          : (await import('../down.js')).down(context, o),
      ),
    );

  program
    .command('ls')
    .description('all environments of this machine')
    .option('--json', 'print JSON (schema 1)', false)
    .addHelpText('after', '\nExample:\n  bin/sim ls')
    .action(run(async (o: { json: boolean }) => (await import('../ls.js')).ls(context, o)));
}

interface UpFlags {
  readonly name: string;
  readonly detach: boolean;
  readonly wait: boolean;
  readonly waitTimeout?: number;
  readonly file: readonly string[];
  readonly envFile: readonly string[];
  readonly profile: readonly string[];
  readonly scale?: Readonly<Record<string, number>>;
  readonly sample: boolean;
  readonly images: 'auto' | 'registry' | 'local';
  readonly watch: boolean;
  readonly vet: boolean;
  readonly test: boolean;
  readonly plain: boolean;
  readonly json: boolean;
  readonly yes: boolean;
}
