import { parseArgs } from 'node:util';
import { status, version } from './commands.ts';
import { type Instances, instances } from './instances.ts';
import { login } from './login.ts';
import type { Comparison } from './pairs.ts';
import type { AffectedCheck } from './reload/affected.ts';
import type { ServiceReload } from './reload/services.ts';
import { reload, reloadAffected, reloadEarlier, reloadServices } from './reload.ts';
import { createSetting, type Setting } from './setting.ts';
import { type Service, shop } from './shop.ts';
import { echoSubject } from './soak/echo.ts';
import { shopSubject } from './soak/shop.ts';
import { type Soak, soak } from './soak.ts';
import { startup } from './startup.ts';
import { type Telemetry, telemetry } from './telemetry.ts';

interface Bench {
  readonly pairs: number;
  readonly run: (
    setting: Setting,
  ) => AsyncGenerator<Comparison | Instances | Service | Soak | ServiceReload | AffectedCheck | Telemetry>;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    pairs: { type: 'string' },
    edits: { type: 'string', default: '200' },
    rate: { type: 'string' },
    each: { type: 'string', default: '5' },
    commit: { type: 'string', default: 'HEAD~1' },
  },
});
const each = Number(values.each);
const benches: Readonly<Record<string, Bench>> = {
  startup: { pairs: 10, run: startup },
  reload: { pairs: 15, run: (setting) => reload(setting, each) },
  // Parts of it: only by name.
  'reload-services': { pairs: 1, run: (setting) => reloadServices(setting, each) },
  'reload-affected': { pairs: 1, run: (setting) => reloadAffected(setting, each) },
  'reload-earlier': { pairs: 15, run: (setting) => reloadEarlier(setting, values.commit) },
  status: { pairs: 20, run: status },
  version: { pairs: 30, run: version },
  shop: { pairs: 1, run: shop },
  login: { pairs: 3, run: login },
  // Beside an earlier commit: only by name.
  telemetry: { pairs: 3, run: (setting) => telemetry(setting, values.commit) },
  // Long: only by name.
  instances: { pairs: 3, run: instances },
  soak: { pairs: 1, run: (setting) => soak(setting, echoSubject, soakOf(500)) },
  // A request to the shop is several: two cores can't do so many and compile as well.
  'soak-shop': { pairs: 1, run: (setting) => soak(setting, shopSubject, soakOf(100)) },
};

function soakOf(rate: number) {
  return { edits: Number(values.edits), rate: Number(values.rate ?? rate) };
}

const names =
  positionals.length > 0
    ? positionals
    : Object.keys(benches).filter((name) => !/^soak|^reload-|^instances|^telemetry/.test(name));
const chosen = names.map((name) => benches[name]);
const pairs = values.pairs === undefined ? undefined : Number(values.pairs);
if (chosen.includes(undefined) || (pairs !== undefined && !(Number.isInteger(pairs) && pairs > 0))) {
  console.error(
    `npm run bench -- [${Object.keys(benches).join('|')}]... [--pairs N] [reload --each N] [reload-earlier|telemetry --commit C] [soak|soak-shop --edits N --rate N]`,
  );
  process.exitCode = 2;
} else {
  for (const bench of chosen) {
    if (bench === undefined) continue;
    await using setting = await createSetting(pairs ?? bench.pairs);
    for await (const line of bench.run(setting)) console.log(JSON.stringify(line));
  }
}
