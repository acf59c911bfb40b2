import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TestEnvironment } from '../engine/fixtures/environment.ts';
import { makePartImage } from '../engine/fixtures/part-image.ts';
import { type Comparison, compare, timed } from './pairs.ts';
import { benchName, type Setting } from './setting.ts';

const chain = fileURLToPath(new URL('../engine/fixtures/projects/chain/compose.yaml', import.meta.url));

/** Everything cached: `up -d --wait` against Compose's own on the very files that Sim generated. */
export async function* startup(setting: Setting): AsyncGenerator<Comparison> {
  yield await compareStart(setting, 'the default environment', benchName('default'), []);
  await using _image = await makePartImage(setting.docker);
  yield await compareStart(setting, 'a chain of four health-gated services', benchName('chain'), [
    '--file',
    chain,
  ]);
}

async function compareStart(
  setting: Setting,
  what: string,
  name: string,
  args: readonly string[],
): Promise<Comparison> {
  await using environment = new TestEnvironment(setting.checkout, name);
  const files = ['compose.yaml', 'override.yaml'].flatMap((file) => [
    '--file',
    join(environment.stateDir, file),
  ]);
  const compose = (...words: readonly string[]) =>
    setting.compose(['--project-name', `sim-${name}`, ...files, ...words]);
  const sim = async () => {
    const ms = await timed(() => environment.up(...args));
    await environment.run('down');
    return ms;
  };
  // Fills every cache and writes the files.
  await sim();
  const subject = `bin/sim up -d --wait: ${what}`;
  const against = 'docker compose up -d --wait on the same files';
  return await compare({ bench: 'startup', subject, against }, setting.pairs, sim, async () => {
    const ms = await timed(() => compose('up', '--detach', '--wait'));
    await compose('down');
    return ms;
  });
}
