import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { sampleWord } from '../environment/environment.js';
import { whyNoName } from '../environment/name.js';
import { exitCodes } from '../errors.js';
import { sampleName } from '../inputs/declaration/here.js';
import { addCompletion } from './completion.js';
import type { CommandContext } from './context.js';
import { optionHelp, usageError } from './usage.js';

const exitHelp = `
Exit codes: 0 done, 1 failed, 2 usage, 3 no engine, 4 timed out, 130 interrupted.`;

/** Runs the command that `argv` names, and answers its exit code. */
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
    // What is wrong is told by whoever catches it, as all else.
    .configureOutput({ writeErr: (text) => context.stderr.write(text), outputError: () => undefined });

  const nameOption = () =>
    new Option(
      '--name <name>',
      'which environment; named by COMPOSE_PROJECT_NAME or the Compose file here otherwise',
    )
      .default(context.here.name)
      .argParser(parseName);
  const run = <A extends unknown[]>(action: (...args: A) => Promise<number>) => {
    return async (...args: A) => end(await action(...args));
  };

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
        return (await import('./up.js')).up(context, {
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
        (await import('./init.js')).init(context, { ...o, directory, file: o.file }),
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
        (await import('./down.js')).down(context, o),
      ),
    );

  program
    .command('ls')
    .description('all environments of this machine')
    .option('--json', 'print JSON (schema 1)', false)
    .addHelpText('after', '\nExample:\n  bin/sim ls')
    .action(run(async (o: { json: boolean }) => (await import('./ls.js')).ls(context, o)));

  program
    .command('status')
    .description('every service, its state and the cause of it')
    .option('--secrets', 'the passwords and keys of the services, too; nothing else shows them', false)
    .addOption(nameOption())
    .option('--json', 'print JSON (schema 1)', false)
    .addHelpText('after', "\nExample:\n  bin/sim status --json | jq '.services[] | select(.ready | not)'")
    .action(
      run(async (o: { name: string; json: boolean; secrets: boolean }) =>
        (await import('./status.js')).status(context, o),
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
        (await import('./topology.js')).topology(context, { ...o, format: o.json ? 'json' : o.format }),
      ),
    );

  program
    .command('attach')
    .description('show a running environment live')
    .addOption(nameOption())
    .addHelpText('after', '\nExample:\n  bin/sim attach')
    .action(run(async (o: { name: string }) => (await import('./attach.js')).attach(context, o)));

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
        (await import('./logs.js')).logs(context, { ...o, services, since: o.since }),
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
        (await import('./wait.js')).wait(context, {
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
        (await import('./why.js')).why(context, { ...o, service }),
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
        (await import('./builds.js')).builds(context, { ...o, services }),
      ),
    );

  program
    .command('pin')
    .description('let an earlier build answer, and stay with it whatever changes')
    .argument('<service>', 'which service')
    .argument('<build>', 'its number, as `bin/sim builds` shows it', parseBuild)
    .addOption(nameOption())
    .addHelpText('after', '\nExample:\n  bin/sim pin catalog 3')
    .action(
      run(async (service: string, build: number, o: { name: string }) =>
        (await import('./pin.js')).pin(context, { ...o, service, build }),
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
          (await import('./wish.js')).wish(context, { ...o, services, verb }),
        ),
      );
  }

  program
    .command('doctor')
    .description('what this machine has and lacks for Sim, and what to do about it')
    .option('--fix', 'start an installed engine, or install one', false)
    .option('-y, --yes', 'install without asking', false)
    .option('--json', 'print JSON (schema 1)', false)
    .addHelpText('after', '\nExample:\n  bin/sim doctor --fix')
    .action(
      run(async (o: { fix: boolean; yes: boolean; json: boolean }) =>
        (await import('./doctor.js')).doctor(context, o),
      ),
    );

  program
    .command('engine-step <step>', { hidden: true })
    .requiredOption('--prefix <folder>')
    .requiredOption('--host <address>')
    .option('--group <id>')
    .action(
      run(async (step: string, o: { prefix: string; host: string; group?: string }) =>
        (await import('./engine-step.js')).engineStep(context, step, o),
      ),
    );

  addCompletion(program, context);
  program.exitOverride(refuse(''));
  for (const command of program.commands) command.exitOverride(refuse(command.name()));
  return program;
}

/** Help and version end by an exception too, which is no failure. */
function refuse(verb: string): (error: CommanderError) => never {
  return (error) => {
    throw error.code === 'commander.help' || error.exitCode === 0 ? error : usageError(error, verb);
  };
}

interface UpFlags {
  readonly name: string;
  readonly detach: boolean;
  readonly wait: boolean;
  readonly waitTimeout?: number;
  readonly file: readonly string[];
  readonly envFile: readonly string[];
  readonly profile: readonly string[];
  readonly sample: boolean;
  readonly images: 'auto' | 'registry' | 'local';
  readonly watch: boolean;
  readonly vet: boolean;
  readonly test: boolean;
  readonly plain: boolean;
  readonly json: boolean;
  readonly yes: boolean;
}

interface LogsFlags {
  readonly name: string;
  readonly follow: boolean;
  readonly tail: number;
  readonly since?: number;
  readonly json: boolean;
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

function parseName(text: string): string {
  const why = whyNoName(text);
  if (why === undefined) return text;
  throw new InvalidArgumentError(why);
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (Number.isFinite(seconds) && seconds > 0) return seconds;
  throw new InvalidArgumentError('a number of seconds, such as 90');
}

function parseCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 0) return count;
  throw new InvalidArgumentError('a whole number, such as 100');
}

function parseBuild(text: string): number {
  const build = Number(text);
  if (Number.isInteger(build) && build > 0) return build;
  throw new InvalidArgumentError('the number of a build, such as 3');
}

function parseSince(text: string): number {
  const span = /^(\d+)(s|m|h|d)$/.exec(text);
  if (span?.[1] !== undefined) {
    const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[span[2] ?? 's'] ?? 1000;
    return Date.now() - Number(span[1]) * unitMs;
  }
  const at = Date.parse(text);
  if (!Number.isNaN(at)) return at;
  throw new InvalidArgumentError("a span such as '10m' or a date such as '2026-01-31T12:00:00Z'");
}
