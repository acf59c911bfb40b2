import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { removeLeftOvers } from '../bench/left-overs.js';
import { copyCheckout } from './fixtures/checkout.ts';
import { holdingsOf, nothing } from './fixtures/engine.ts';
import { TestEnvironment } from './fixtures/environment.ts';
import { sharedByTests } from './fixtures/shared.ts';

const shared = sharedByTests();
const project = fileURLToPath(new URL('./fixtures/projects/profiles/compose.yaml', import.meta.url));

/** The process of something that looks like a bench; ends with the test at the latest. */
async function bench() {
  const child = spawn(process.execPath, ['--eval', 'process.stdin.resume()', 'test/bench/main.ts']);
  await once(child, 'spawn');
  const end = async () => {
    child.stdin.end();
    if (child.exitCode === null) await once(child, 'exit');
  };
  onTestFinished(end);
  return { pid: child.pid ?? 0, end };
}

test('the next bench removes what a killed one left, controller and checkout included, and nothing of one that runs', async () => {
  const [killed, running] = [await bench(), await bench()];
  await using copy = await copyCheckout();
  await using left = new TestEnvironment(copy, `bench-chain-${killed.pid}`);
  const kept = shared.tidied(new TestEnvironment(shared.checkout, `bench-chain-${running.pid}`));
  await Promise.all([left.up('--file', project), kept.up('--file', project)]);
  await killed.end();

  await removeLeftOvers(shared.docker, shared.checkout.sim);
  expect(await holdingsOf(shared.docker, left)).toEqual(nothing);
  expect(existsSync(copy.root)).toBe(false);
  expect((await kept.status()).ready).toBe(true);
});
