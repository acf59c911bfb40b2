import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { RunCommand } from './commands.js';
import { findEngine } from './find.js';

const readyTimeoutMs = 90_000;

/** What starting an installed engine needs. */
export interface StartContext {
  readonly env: NodeJS.ProcessEnv;
  readonly run: RunCommand;
  readonly report: (line: string) => void;
  readonly signal: AbortSignal;
}

/** How one kind of installed engine is started. */
interface Starter {
  readonly name: string;
  readonly command: readonly string[];
}

/** Starts an engine that the machine has but that doesn't run; `false` where none could be started. */
export async function startInstalledEngine({ env, run, report, signal }: StartContext): Promise<boolean> {
  for (const starter of starters()) {
    report(`starting ${starter.name}`);
    const started = await run(starter.command, { signal, timeoutMs: readyTimeoutMs });
    if (started.exitCode === 0 && (await becomesReady(env, run, signal))) return true;
  }
  return false;
}

/** What `startInstalledEngine` would start if it were root. */
export function startableByRoot(): string | undefined {
  return starters(true)[0]?.name;
}

function starters(isRoot = process.getuid?.() === 0): readonly Starter[] {
  if (process.platform === 'darwin') return macStarters();
  const hasUnit = ['/lib/systemd/system', '/usr/lib/systemd/system', '/etc/systemd/system'].some((folder) =>
    existsSync(join(folder, 'docker.service')),
  );
  if (isRoot && hasUnit && existsSync('/run/systemd/system')) {
    return [{ name: 'Docker Engine (systemctl start docker)', command: ['systemctl', 'start', 'docker'] }];
  }
  if (isRoot && existsSync('/etc/init.d/docker')) {
    return [{ name: 'Docker Engine (service docker start)', command: ['service', 'docker', 'start'] }];
  }
  return [];
}

function macStarters(): readonly Starter[] {
  const candidates: readonly (Starter & { readonly sign: string })[] = [
    { name: 'OrbStack', command: ['open', '-ga', 'OrbStack'], sign: '/Applications/OrbStack.app' },
    { name: 'Docker Desktop', command: ['open', '-ga', 'Docker'], sign: '/Applications/Docker.app' },
    { name: 'Colima', command: ['colima', 'start'], sign: join(homedir(), '.colima/default/colima.yaml') },
  ];
  return candidates.filter((candidate) => existsSync(candidate.sign));
}

async function becomesReady(env: NodeJS.ProcessEnv, run: RunCommand, signal: AbortSignal): Promise<boolean> {
  const deadline = performance.now() + readyTimeoutMs;
  while (performance.now() < deadline) {
    const found = await findEngine(env, signal, run);
    if (found.state === 'found' || found.trouble !== 'not-running') return true;
    await wait(250, undefined, { signal });
  }
  return false;
}
