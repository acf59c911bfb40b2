import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { SimError } from '../errors.js';
import { lastLines } from './commands.js';
import type { EngineAddress } from './engine.js';
import { type EnginePrefix, prefixEnvironment } from './prefix.js';
import { probeEngine } from './probe.js';
import type { StepContext } from './step-context.js';

const readyTimeoutMs = 60_000;

/**
 * Starts the `dockerd` of the prefix in a session of its own, so that it outlives us, and waits until it answers at
 * `address`. Where another process started one in the meantime, that one serves.
 */
export async function startPrefixEngine({
  prefix,
  address,
  group,
  env,
  signal,
}: Pick<StepContext, 'prefix' | 'address' | 'group' | 'env' | 'signal'>): Promise<void> {
  await mkdir(dirname(prefix.log), { recursive: true });
  const log = await open(prefix.log, 'a', 0o600);
  const { size } = await log.stat();
  const daemon = spawn(join(prefix.root, 'usr/sbin/dockerd'), daemonArguments(prefix, address, group), {
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    env: { ...withoutClientSettings(env), ...prefixEnvironment(prefix, env) },
    cwd: '/',
  });
  const ended = once(daemon, 'exit').then(
    () => 'ended' as const,
    () => 'ended' as const,
  );
  daemon.unref();
  await log.close();
  const outcome = await Promise.race([answers(address, signal), ended]);
  if (outcome === 'answers') return;
  // Two started at once: the loser ends because of the winner's pid file, and the winner answers.
  if (
    outcome === 'ended' &&
    (await answers(address, AbortSignal.any([signal, AbortSignal.timeout(2_000)]))) === 'answers'
  ) {
    return;
  }
  signal.throwIfAborted();
  const said = (await readFile(prefix.log, 'utf8').catch(() => '')).slice(size);
  throw new SimError(
    'no-engine',
    outcome === 'ended'
      ? 'Docker Engine was started and ended at once.'
      : `Docker Engine was started and does not answer after ${readyTimeoutMs / 1000} s.`,
    { detail: lastLines(said), hint: `Its whole log is ${prefix.log}. 'sim doctor' checks what it needs.` },
  );
}

function daemonArguments(
  prefix: EnginePrefix,
  address: EngineAddress,
  group: string | undefined,
): readonly string[] {
  // `init: true` binds this file into containers, so it has to be the static one.
  const init = join(prefix.root, 'usr/bin/tini-static');
  return [
    `--host=${address.host}`,
    ...(existsSync(init) ? [`--init-path=${init}`] : []),
    ...(group === undefined ? [] : [`--group=${group}`]),
  ];
}

// They are meant for clients, and dockerd would take DOCKER_HOST's TLS settings for its own.
function withoutClientSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('DOCKER_')));
}

async function answers(address: EngineAddress, signal: AbortSignal): Promise<'answers' | 'silent'> {
  const deadline = performance.now() + readyTimeoutMs;
  while (!signal.aborted && performance.now() < deadline) {
    const probe = await probeEngine(address);
    if (probe.state === 'answers') return 'answers';
    await wait(50, undefined, { signal }).catch(() => undefined);
  }
  return 'silent';
}
