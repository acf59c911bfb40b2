import { execa } from 'execa';
import { childEnv } from '../../with-engine/fixtures/checkout.ts';
import { runSim } from '../../with-engine/fixtures/command.ts';
import type { Project } from './project.ts';
import type { Ended } from './seen.ts';
import { type FuzzSetting, patienceMs, waitTimeoutS } from './setting.ts';
import { inspectAll } from './settle.ts';

/** One of both tools, with one project in its hands. */
export interface Tool {
  /** The project's name as Compose knows it. */
  readonly project: string;
  up(): Promise<Ended>;
  /** `start`, `stop` or `restart` of services. */
  say(verb: string, services: readonly string[]): Promise<Ended>;
  down(volumes: boolean): Promise<Ended>;
  /** Ends what runs beside the containers, whatever has become of them, also when the run was interrupted. */
  end(): Promise<void>;
}

/** Where a project's files lie, and how it is to be called. */
export interface Place {
  readonly folder: string;
  readonly name: string;
}

/** `docker compose` by itself. */
export function composeTool(setting: FuzzSetting, project: Project, { folder, name }: Place): Tool {
  const { command, env } = setting.compose;
  const own = `${name}-c`;
  const before = ['--ansi', 'never', '--project-name', own, ...fileWords(project)];
  const run = (...words: readonly string[]) =>
    runTool(setting, [...command, ...before, ...words], { folder, env: { ...env, ...project.env } });
  return {
    project: own,
    up: () => run('up', ...upWords, ...project.services),
    say: (verb, services) => run(verb, ...services),
    down: (volumes) => run('down', ...(volumes ? ['--volumes'] : [])),
    end: () => Promise.resolve(),
  };
}

/** `bin/sim`. */
export function simTool(setting: FuzzSetting, project: Project, { folder, name }: Place): Tool {
  const run = (verb: string, ...words: readonly string[]) =>
    runTool(setting, [setting.sim, verb, '--name', name, ...words], {
      folder,
      env: { ...setting.simEnv, ...project.env },
    });
  return {
    project: `sim-${name}`,
    up: () => run('up', ...folderWord(project), ...fileWords(project), ...upWords, ...project.services),
    say: async (verb, services) => {
      const before = await inspectAll(setting.docker, `sim-${name}`);
      const ended = await run(verb, ...services);
      // Sim's answer is that it has been told, Compose's that it is done; a restart may take others along.
      const running = before.flatMap(({ State, Config }) =>
        State.Running ? (Config.Labels['com.docker.compose.service'] ?? []) : [],
      );
      const awaited = verb === 'restart' ? [...new Set([...services, ...running])] : services;
      if (verb !== 'stop') await run('wait', ...awaited, '--timeout', String(waitTimeoutS));
      return ended;
    },
    down: (volumes) => run('down', ...(volumes ? ['--volumes'] : [])),
    end: async () => {
      const signal = AbortSignal.timeout(patienceMs);
      const { code, stdout, stderr } = await runSim(setting.sim, ['down', '--volumes', '--name', name], {
        signal,
      });
      if (code !== 0) throw new Error(`sim down ended with ${code}: ${stdout}\n${stderr}`);
    },
  };
}

/** Compose looks for files where it stands; Sim does where it is told to. */
function folderWord({ composeFiles, env }: Project): readonly string[] {
  return composeFiles.length === 0 && env.COMPOSE_FILE === undefined ? ['--file', '.'] : [];
}

const upWords = ['--detach', '--wait', '--wait-timeout', String(waitTimeoutS)];

function fileWords({ composeFiles, envFiles, profiles }: Project): readonly string[] {
  return [
    ...composeFiles.flatMap((file) => ['--file', file]),
    ...envFiles.flatMap((file) => ['--env-file', file]),
    ...profiles.flatMap((profile) => ['--profile', profile]),
  ];
}

async function runTool(
  { signal }: FuzzSetting,
  [file = '', ...args]: readonly string[],
  { folder, env }: { readonly folder: string; readonly env: Readonly<Record<string, string>> },
): Promise<Ended> {
  // Whoever started the run may use Compose's variables for something else.
  const rest = Object.fromEntries(
    Object.entries(childEnv()).filter(([name]) => !name.startsWith('COMPOSE_')),
  );
  const result = await execa(file, args, {
    cwd: folder,
    env: { ...rest, ...env },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    all: true,
    timeout: patienceMs,
    cancelSignal: signal,
  });
  signal.throwIfAborted();
  return { code: result.exitCode, said: result.all ?? '' };
}
