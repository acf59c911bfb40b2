import { mkdtemp, readFile, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Checkout } from '../../with-engine/fixtures/checkout.ts';

/** A copy of this repository as it was at a commit; gone when disposed. What it needs besides is installed by its own launcher. */
export async function checkoutAt(commit: string, repository: string): Promise<Checkout> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'sim-checkout-')));
  await execa('git', ['clone', '--quiet', '--shared', '--no-checkout', repository, root], {
    stdin: 'ignore',
  });
  await execa('git', ['checkout', '--quiet', '--detach', commit], { cwd: root, stdin: 'ignore' });
  const lock = 'package-lock.json';
  const [theirs, ours] = await Promise.all([root, repository].map((at) => readFile(join(at, lock), 'utf8')));
  if (theirs === ours) {
    // The same packages are there already.
    await symlink(join(repository, 'node_modules'), join(root, 'node_modules'));
  }
  return {
    root,
    sim: join(root, 'bin/sim'),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}
