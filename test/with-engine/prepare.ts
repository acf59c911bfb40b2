import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeLeftOvers } from '../bench/left-overs.ts';
import { copySources } from './fixtures/checkout.ts';
import { runSim } from './fixtures/command.ts';
import { compilePart, makePartImage } from './fixtures/part-image.ts';
import { preparedVariable, testRun, testRunVariable } from './fixtures/test-run.ts';
import { realEngine } from './images/containers.ts';

const quiet = { signal: new AbortController().signal, onProgress: () => undefined };

/**
 * Makes once what the files of the engine tests share, before the first of them begins: a compiled checkout that they copy, the
 * image of `part`, and Sim's own images. They hear of it by the environment of this process, which starts theirs.
 */
export default async function prepare(): Promise<() => Promise<void>> {
  await using made = new AsyncDisposableStack();
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'sim-test-run-')));
  made.defer(() => rm(folder, { recursive: true, force: true }));

  const checkout = join(folder, 'checkout');
  await copySources(checkout);
  // Any command makes the launcher compile what is not compiled yet.
  const { code, stderr } = await runSim(join(checkout, 'bin/sim'), ['--help']);
  if (code !== 0) throw new Error(`bin/sim --help ended with ${code}: ${stderr}`);

  await compilePart(folder);
  const { docker, provider } = await realEngine(checkout, join(folder, 'images'));
  made.use(await makePartImage(docker, folder));
  await Promise.all([provider.own('agent', quiet), provider.own('runtime', quiet)]);

  process.env[testRunVariable] = testRun;
  process.env[preparedVariable] = folder;
  const kept = made.move();
  return async () => {
    await using _made = kept;
    // A test that is given up does not come to what tidies up behind it.
    const left = await removeLeftOvers(docker, join(checkout, 'bin/sim'), (name) =>
      name.endsWith(`-${testRun}`),
    );
    if (left.length > 0)
      throw new Error(`left by tests, and removed now: ${left.map(({ name }) => name).join(', ')}`);
  };
}
