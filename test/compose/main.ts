import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { composeVersion } from './versions.ts';

const usage = `npm run test:compose -- [--with 2.26|2.40|5] [words that vitest takes]

Runs small projects with bin/sim and with docker compose of that version beside it (2.26 by default, the one that Sim installs) and
looks at what comes of them: the same as expected with both, and with Sim the same as with Compose but for the README's table.
What a version needs is fetched or built once, below ~/.cache/sim/test-compose.

  npm run test:compose -- --with 5 -t 'scale'      only the cases of that name

0 all right, 1 something differs, 2 usage`;

const root = fileURLToPath(new URL('../../', import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    with: { type: 'string' },
    testNamePattern: { type: 'string', short: 't' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

async function main(): Promise<number> {
  if (values.help) {
    console.log(usage);
    return 0;
  }
  let version: string;
  try {
    version = composeVersion(values.with);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
    return 2;
  }
  const pattern = values.testNamePattern === undefined ? [] : ['-t', values.testNamePattern];
  const { exitCode } = await execa(
    process.execPath,
    [`${root}node_modules/vitest/vitest.mjs`, 'run', '--project', 'compose', ...pattern, ...positionals],
    { cwd: root, stdio: 'inherit', reject: false, env: { SIM_TEST_COMPOSE: version } },
  );
  return exitCode ?? 1;
}

process.exitCode = await main();
