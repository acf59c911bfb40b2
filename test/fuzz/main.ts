import { parseArgs } from 'node:util';
import { fuzzCompose } from './compose/command.ts';

const usage = `npm run fuzz -- compose [--projects N] [--seed S] [--shrink-runs N] [--json]

Brings random small Compose projects up and down with docker compose and with bin/sim, and compares what comes of them: exit codes,
containers and how they were made, order of starts, networks, volumes, what is left. What the README's table 'Where Sim differs'
explains is counted; anything else is printed with the smallest project that shows it.

  --projects N      how many, 20 by default
  --seed S          of the first one; the others follow by one. By default a new one, which is printed
  --shrink-runs N   how many runs one difference may take to be made smaller, 40 by default; 0 leaves it as it is
  --json            {schema, seed, projects, rows, differing: [{seed, differences, smallest}]} on standard output

  npm run fuzz -- compose --seed 17 --projects 1      runs the project of seed 17 again

0 no difference, 1 differences, 2 usage, 130 interrupted`;

function wholeNumber(text: string | undefined, otherwise: number, least: number): number {
  const number = text === undefined ? otherwise : Number(text);
  if (!Number.isSafeInteger(number) || number < least)
    throw new Error(`'${text}' is no whole number from ${least} on`);
  return number;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      projects: { type: 'string' },
      seed: { type: 'string' },
      'shrink-runs': { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  if (positionals.length !== 1 || positionals[0] !== 'compose') throw new Error("say what: 'compose'");
  return fuzzCompose({
    projects: wholeNumber(values.projects, 20, 1),
    seed: wholeNumber(values.seed, Date.now() % 1_000_000, 0),
    shrinkRuns: wholeNumber(values['shrink-runs'], 40, 0),
    json: values.json,
  });
}

try {
  process.exitCode = await main();
} catch (error) {
  const isUsage =
    error instanceof Error && !('stack' in error && error.cause !== undefined) && isWords(error);
  console.error(isUsage ? `${error.message}\n\n${usage}` : error);
  process.exitCode = isUsage ? 2 : 1;
}

function isWords(error: Error): boolean {
  return /^say what|no whole number|^Unknown option|argument missing/.test(error.message);
}
