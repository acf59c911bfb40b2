import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as passed } from 'node:timers/promises';
import pty from '@lydell/node-pty';
import { execa } from 'execa';
import { childEnv } from '../with-engine/fixtures/checkout.ts';
import { TestEnvironment } from '../with-engine/fixtures/environment.ts';
import { makePartImage, partImage } from '../with-engine/fixtures/part-image.ts';
import { benchName } from './left-overs.ts';
import { type Comparison, compare, median, timed } from './pairs.ts';
import { countCpuMs, cpuMs, residentMb } from './process-cost.ts';
import type { Setting } from './setting.ts';

const services = 20;
const replicas = 5;
/** So long nothing happens while it is looked what that costs. */
const idleMs = 10_000;

/** A hundred containers that do nothing; printed as one line of JSON. */
export interface Instances extends Comparison {
  readonly containers: number;
  /** Processor time of one start in milliseconds, the median: the command, and the controller with all that it starts; and Compose. */
  readonly cpuMs: { readonly command: number; readonly controller: number; readonly compose: number };
  /** Resident memory of the controller once all is ready, the largest seen. */
  readonly controllerMb: number;
  /** Of one core, while nothing happens: the terminal view, and the controller behind it. */
  readonly idlePercent: { readonly terminal: number; readonly controller: number };
}

/** `up -d --wait` of twenty services with five containers each against Compose's own on the same file. */
export async function* instances(setting: Setting): AsyncGenerator<Instances> {
  await using _image = await makePartImage(setting.docker);
  await using project = await projectFile();
  await using environment = new TestEnvironment(setting.checkout, benchName('instances'));
  const command: number[] = [];
  const controller: number[] = [];
  const compose: number[] = [];
  const weights: number[] = [];
  let idle = { terminal: Number.NaN, controller: Number.NaN };

  const sim = async () => {
    const words = ['up', '--detach', '--wait', '--file', project.file, '--name', environment.name];
    const ms = await timed(async () => {
      command.push(await countCpuMs([setting.checkout.sim, ...words], run(setting.checkout.root)));
    });
    const pid = await environment.controllerPid();
    controller.push(await cpuMs(pid));
    weights.push(await residentMb(pid));
    // Once: it is no part of a start.
    if (Number.isNaN(idle.terminal)) idle = await idleCost(setting, environment, pid);
    await environment.run('down');
    return ms;
  };
  const peer = async () => {
    const { command: program, before, env } = setting.composeTool;
    const words = [program, ...before, '--project-name', benchName('compose'), '--file', project.file];
    const byCompose = (...more: readonly string[]) =>
      countCpuMs([...words, ...more], run(setting.checkout.root, env));
    const ms = await timed(async () => {
      compose.push(await byCompose('up', '--detach', '--wait'));
    });
    await byCompose('down');
    return ms;
  };

  const what = {
    bench: 'instances',
    subject: `bin/sim up -d --wait: ${services} services, ${replicas} containers each`,
    against: 'docker compose up -d --wait of the same file',
  };
  // Fills every cache.
  await sim();
  for (const each of [command, controller]) each.length = 0;
  const comparison = await compare(what, setting.pairs, sim, peer);
  yield {
    ...comparison,
    containers: services * replicas,
    cpuMs: { command: median(command), controller: median(controller), compose: median(compose) },
    controllerMb: Math.max(...weights),
    idlePercent: idle,
  };
}

/** The file; gone when disposed. */
async function projectFile(): Promise<AsyncDisposable & { readonly file: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'sim-bench-instances-'));
  const file = join(folder, 'compose.yaml');
  const names = Array.from({ length: services }, (_, i) => `part-${String(i + 1).padStart(2, '0')}`);
  const text = names.map(
    (name) => `  ${name}:\n    image: ${partImage}\n    deploy: {replicas: ${replicas}}\n`,
  );
  await writeFile(file, `services:\n${text.join('')}`);
  return { file, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

function run(cwd: string, env: Readonly<Record<string, string>> = {}) {
  return async (file: string, words: readonly string[]) => {
    await execa(file, words, { cwd, stdin: 'ignore', extendEnv: false, env: { ...childEnv(), ...env } });
  };
}

/** What the terminal view and the controller take while nothing happens. */
async function idleCost(
  { checkout }: Setting,
  environment: TestEnvironment,
  controllerPid: number,
): Promise<Instances['idlePercent']> {
  const terminal = pty.spawn(checkout.sim, ['attach', '--name', environment.name], {
    ...{ name: 'xterm-256color', cols: 120, rows: 40, cwd: checkout.root },
    env: childEnv({ LANG: 'C.UTF-8', TERM: 'xterm-256color' }),
  });
  try {
    const { promise: shown, resolve } = Promise.withResolvers<void>();
    let screen = '';
    terminal.onData((data) => {
      screen += data;
      if (screen.includes(`${services}/${services}`)) resolve();
    });
    await shown;
    // What it draws first is no rest.
    await passed(2_000);
    const both = [terminal.pid, controllerPid] as const;
    const before = await Promise.all(both.map(cpuMs));
    const ms = await timed(() => passed(idleMs));
    const after = await Promise.all(both.map(cpuMs));
    const percent = (i: number) => Math.round((((after[i] ?? 0) - (before[i] ?? 0)) / ms) * 1000) / 10;
    return { terminal: percent(0), controller: percent(1) };
  } finally {
    terminal.kill();
  }
}
