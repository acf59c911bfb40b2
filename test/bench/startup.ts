import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TestEnvironment } from '../with-engine/fixtures/environment.ts';
import { makePartImage } from '../with-engine/fixtures/part-image.ts';
import { benchName } from './left-overs.ts';
import { type Comparison, compare, median, timed } from './pairs.ts';
import type { Setting } from './setting.ts';

const chain = fileURLToPath(new URL('../with-engine/fixtures/projects/chain/compose.yaml', import.meta.url));

/** What a start took beyond the starts and the readiness of one service after the other, in milliseconds. */
interface Start extends Comparison {
  readonly overCriticalPathMs: number;
}

/** Everything cached: `up -d --wait` against Compose's own on the very files that Sim generated. */
export async function* startup(setting: Setting): AsyncGenerator<Start> {
  yield await compareStart(setting, 'the default environment', benchName('default'), []);
  await using _image = await makePartImage(setting.docker);
  // What services take to be ready is the same on both sides, and the more of it, the less is left to gain.
  for (const readyAfter of ['0ms', '300ms']) {
    const what = `a chain of four health-gated services, each ready ${readyAfter} after its start`;
    await using project = await chainOf(readyAfter);
    yield await compareStart(setting, what, benchName(`chain-${readyAfter}`), ['--file', project.file]);
  }
}

/** The chain of the tests with services that take so long to be ready; gone when disposed. */
async function chainOf(readyAfter: string): Promise<AsyncDisposable & { readonly file: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'sim-bench-chain-'));
  const text = await readFile(chain, 'utf8');
  const file = join(folder, 'compose.yaml');
  await writeFile(file, text.replace('"300ms"', JSON.stringify(readyAfter)));
  return { file, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

async function emptyFolder(): Promise<AsyncDisposable & { readonly folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'sim-bench-state-'));
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

/** Copies what an environment that is up has written, for `down` takes it away: files and builds, under their new paths. */
async function keepState(stateDir: string, folder: string): Promise<void> {
  await cp(stateDir, folder, { recursive: true, filter: (path) => !path.endsWith('.sock') });
  for (const name of ['compose.yaml', 'override.yaml']) {
    const file = join(folder, name);
    if (!existsSync(file)) continue;
    await writeFile(file, (await readFile(file, 'utf8')).replaceAll(stateDir, folder));
  }
}

/** The data keep the passwords that Sim has given to them by variables. */
async function passwordsIn(folder: string): Promise<Readonly<Record<string, string>>> {
  const file = join(folder, 'secrets.json');
  // Sim's own: a flat table of variables and their values.
  return existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as Record<string, string>) : {};
}

async function compareStart(
  setting: Setting,
  what: string,
  name: string,
  args: readonly string[],
): Promise<Start> {
  await using environment = new TestEnvironment(setting.checkout, name);
  await using kept = await emptyFolder();
  // What Sim gives to Compose: the files that are named, or its own file of stacks; and the overrides.
  const named = args.length > 0 ? args : ['--file', join(kept.folder, 'compose.yaml')];
  const files = [...named, '--file', join(kept.folder, 'override.yaml')];
  const compose = async (...words: readonly string[]) =>
    setting.compose(['--project-name', `sim-${name}`, ...files, ...words], await passwordsIn(kept.folder));
  const over: number[] = [];
  let isKept = false;
  const sim = async () => {
    const ms = await timed(() => environment.up(...args));
    const { criticalPath } = await environment.status();
    const path = criticalPath.filter(({ what: step }) => step !== 'images and containers');
    over.push(ms - path.reduce((sum, { durationMs }) => sum + durationMs, 0));
    if (!isKept) await keepState(environment.stateDir, kept.folder);
    isKept = true;
    await environment.run('down');
    return ms;
  };
  // Fills every cache and writes the files.
  await sim();
  over.length = 0;
  const subject = `bin/sim up -d --wait: ${what}`;
  const against = 'docker compose up -d --wait on the same files';
  const comparison = await compare({ bench: 'startup', subject, against }, setting.pairs, sim, async () => {
    const ms = await timed(() => compose('up', '--detach', '--wait'));
    await compose('down');
    return ms;
  });
  return { ...comparison, overCriticalPathMs: median(over) };
}
