import { parseArgs } from 'node:util';
import { status, version } from './commands.ts';
import type { Comparison } from './pairs.ts';
import { reload } from './reload.ts';
import { createSetting, type Setting } from './setting.ts';
import { startup } from './startup.ts';

interface Bench {
  readonly pairs: number;
  readonly run: (setting: Setting) => AsyncGenerator<Comparison>;
}

const benches: Readonly<Record<string, Bench>> = {
  startup: { pairs: 10, run: startup },
  reload: { pairs: 15, run: reload },
  status: { pairs: 20, run: status },
  version: { pairs: 30, run: version },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { pairs: { type: 'string' } },
});
const names = positionals.length > 0 ? positionals : Object.keys(benches);
const chosen = names.map((name) => benches[name]);
const pairs = values.pairs === undefined ? undefined : Number(values.pairs);
if (chosen.includes(undefined) || (pairs !== undefined && !(Number.isInteger(pairs) && pairs > 0))) {
  console.error(`npm run bench -- [${Object.keys(benches).join('|')}]... [--pairs N]`);
  process.exitCode = 2;
} else {
  for (const bench of chosen) {
    if (bench === undefined) continue;
    await using setting = await createSetting(pairs ?? bench.pairs);
    for await (const line of bench.run(setting)) console.log(JSON.stringify(line));
  }
}
