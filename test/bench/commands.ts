import { fileURLToPath } from 'node:url';
import { runSim } from '../with-engine/fixtures/command.ts';
import { TestEnvironment } from '../with-engine/fixtures/environment.ts';
import { makePartImage } from '../with-engine/fixtures/part-image.ts';
import { benchName } from './left-overs.ts';
import { type Comparison, compare, timed } from './pairs.ts';
import type { Setting } from './setting.ts';

const chain = fileURLToPath(new URL('../with-engine/fixtures/projects/chain/compose.yaml', import.meta.url));

/** `status --json` of a running environment against `docker compose ps`. */
export async function* status(setting: Setting): AsyncGenerator<Comparison> {
  const name = benchName('status');
  await using _image = await makePartImage(setting.docker);
  await using environment = new TestEnvironment(setting.checkout, name);
  await environment.up('--file', chain);
  const what = { bench: 'status', subject: 'bin/sim status --json', against: 'docker compose ps' };
  const ps = ['--project-name', `sim-${name}`, 'ps', '--format', 'json'];
  yield await compare(
    what,
    setting.pairs,
    () => timed(() => environment.status()),
    () => timed(() => setting.compose(ps)),
  );
}

/** How quickly each says its version. */
export async function* version(setting: Setting): AsyncGenerator<Comparison> {
  const what = { bench: 'version', subject: 'bin/sim --version', against: 'docker compose version' };
  yield await compare(
    what,
    setting.pairs,
    () => timed(() => runSim(setting.checkout.sim, ['--version'])),
    () => timed(() => setting.compose(['version'])),
  );
}
