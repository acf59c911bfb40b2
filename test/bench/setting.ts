import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import Docker from 'dockerode';
import { execa } from 'execa';
import { type Checkout, childEnv, copyCheckout } from '../with-engine/fixtures/checkout.ts';
import { runSim } from '../with-engine/fixtures/command.ts';
import { removeLeftOvers } from './left-overs.ts';

type Find = typeof import('../../src/engine/find.js');

/** What a bench works with: a checkout of its own, the engine, and Compose as Sim would run it. */
export interface Setting extends AsyncDisposable {
  readonly checkout: Checkout;
  readonly docker: Docker;
  readonly pairs: number;
  /** Compose as a program: what comes before its own words, and what it finds the engine by. */
  readonly composeTool: {
    readonly command: string;
    readonly before: readonly string[];
    readonly env: Readonly<Record<string, string>>;
  };
  /** Runs Compose, with these variables besides the machine's; throws with what it said when it fails. */
  compose(args: readonly string[], variables?: Readonly<Record<string, string>>): Promise<void>;
}

/** A compiled copy of this checkout and the engine that Sim finds from there. */
export async function createSetting(pairs: number): Promise<Setting> {
  const checkout = await copyCheckout();
  // Any command makes the launcher compile.
  const { code, stderr } = await runSim(checkout.sim, ['ls']);
  if (code !== 0) throw new Error(`bin/sim ls ended with ${code}: ${stderr}`);
  // The module whose type this is, as it was compiled a moment ago.
  const { findEngine } = (await import(
    pathToFileURL(join(checkout.root, 'dist/engine/find.js')).href
  )) as Find;
  const found = await findEngine(process.env, AbortSignal.timeout(20_000));
  if (found.state !== 'found') throw new Error(found.message);
  const docker = new Docker(found.options);
  await removeLeftOvers(docker, checkout.sim);
  const [command = 'docker', ...before] = found.composeCommand;
  return {
    checkout,
    docker,
    pairs,
    composeTool: { command, before, env: { ...found.env } },
    async compose(args, variables) {
      await execa(command, [...before, ...args], {
        cwd: checkout.root,
        stdin: 'ignore',
        extendEnv: false,
        env: { ...childEnv(), ...found.env, ...variables },
      });
    },
    [Symbol.asyncDispose]: () => checkout[Symbol.asyncDispose](),
  };
}
