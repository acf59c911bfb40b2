import { parseArgs } from 'node:util';
import { fuzzCompose } from './compose/command.ts';
import { fuzzGo } from './go/command.ts';
import { fuzzLifecycleBy } from './lifecycle/command.ts';

const usage = `npm run fuzz -- compose [--projects N] [--seed S] [--shrink-runs N] [--json]
npm run fuzz -- go [--edits N] [--seed S] [--world N] [--groups NAME,…] [--slow] [--bytes] [--shrink-runs N] [--json]
npm run fuzz -- lifecycle [--runs N] [--steps N] [--seed S] [--shrink-runs N] [--json]

compose   Brings random small Compose projects up and down with docker compose and with bin/sim, and compares what comes of them:
          exit codes, containers and how they were made, order of starts, networks, volumes, what is left. What the README's table
          'Where Sim differs' explains is counted; anything else is printed with the smallest project that shows it.
go        Edits unusual trees of Go at random while all that turns an edit into a build is at work on them, and compares what answers,
          or how the source is refused, with a plain \`go build\` and run. What differs is printed with the shortest sequence of
          edits that shows it. No engine is needed.

lifecycle Plays random courses of events (calls that are overtaken, refused or lost, an engine that goes, containers that end, wishes,
          controllers that are killed) against the executor, the plan, the reducer and an engine in memory. A broken rule is
          printed with the shortest course that breaks it. No engine is needed.

  --projects N      how many, 20 by default
  --edits N         how many, 100 by default
  --runs N          how many courses, 1000 by default
  --steps N         so long, 60 by default
  --world N         after so many edits another tree is taken, of the next seed; 100 by default
  --groups NAME,…   edits of these kinds alone: plain, files, packages, embeds, modules, workspaces, links, settings, stand-ins,
                    sim, errors, profiles, c
  --slow            also edits after which Go compiles its standard library
  --bytes           the binary has to be Go's own, byte for byte, with the flags that Sim builds with
  --seed S          of the first project, tree or course; the others follow by one. By default a new one, which is printed
  --shrink-runs N   how many runs one difference may take to be made smaller, 40 by default (courses: 400); 0 leaves it as it is
  --json            everything that differs, with its seed and the smallest that shows it, on standard output

  npm run fuzz -- compose --seed 17 --projects 1      runs the project of seed 17 again
  npm run fuzz -- go --seed 17 --edits 100            the same of trees
  npm run fuzz -- lifecycle --seed 17 --runs 1        the same of courses

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
      edits: { type: 'string' },
      runs: { type: 'string' },
      steps: { type: 'string' },
      world: { type: 'string' },
      groups: { type: 'string' },
      slow: { type: 'boolean', default: false },
      bytes: { type: 'boolean', default: false },
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
  const common = {
    seed: wholeNumber(values.seed, Date.now() % 1_000_000, 0),
    shrinkRuns: wholeNumber(values['shrink-runs'], 40, 0),
    json: values.json,
  };
  const [what, ...more] = positionals;
  if (what === 'compose' && more.length === 0)
    return fuzzCompose({ ...common, projects: wholeNumber(values.projects, 20, 1) });
  if (what === 'lifecycle' && more.length === 0) {
    return fuzzLifecycleBy({
      ...common,
      shrinkRuns: wholeNumber(values['shrink-runs'], 400, 0),
      runs: wholeNumber(values.runs, 1000, 1),
      steps: wholeNumber(values.steps, 60, 1),
    });
  }
  if (what !== 'go' || more.length > 0) throw new Error("say what: 'compose', 'go' or 'lifecycle'");
  return fuzzGo({
    ...common,
    edits: wholeNumber(values.edits, 100, 1),
    worldEdits: wholeNumber(values.world, 100, 1),
    groups: values.groups?.split(','),
    slow: values.slow,
    bytes: values.bytes,
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
