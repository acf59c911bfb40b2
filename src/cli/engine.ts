import { createInterface } from 'node:readline/promises';
import { ownLine } from '../engine/by-sudo.js';
import type { EngineFound } from '../engine/engine.js';
import { ensureEngine, type InstallQuestion } from '../engine/ensure.js';
import { ensureBuildx } from '../engine/ensure-buildx.js';
import type { CommandContext } from './context.js';

/** Finds a working engine; starts or installs one where that is needed and agreed to, and says on stderr what takes time. */
export async function prepareEngine(context: CommandContext, yes: boolean): Promise<EngineFound> {
  const engine = await ensureEngine(talking(context, yes));
  endWarming(context.env);
  return engine;
}

/** Installs a buildx that Compose can build with, where one is missing and the user agrees. */
export async function fixBuildx(context: CommandContext, found: EngineFound, yes: boolean): Promise<void> {
  await ensureBuildx(found, talking(context, yes));
}

function talking(context: CommandContext, yes: boolean) {
  return {
    env: context.env,
    signal: context.interrupted,
    report: (line: string) => void context.stderr.write(`${ownLine}${line}\n`),
    ask: (question: InstallQuestion) => agreed(context, yes, question),
    stepCommand: [process.execPath, context.main, 'engine-step'],
  };
}

/** Ends the compilation that the launcher starts in advance on a first start: from here on the machine has other work. */
function endWarming({ SIM_WARMING_PID: pid }: NodeJS.ProcessEnv): void {
  if (pid === undefined || !/^[1-9]\d*$/.test(pid)) return;
  try {
    process.kill(Number(pid));
  } catch {
    // The compilation has ended by itself.
  }
}

/** Whether the user agrees to an installation: by `--yes` or CI=true, or when asked at a terminal; otherwise not. */
async function agreed(context: CommandContext, yes: boolean, question: InstallQuestion): Promise<boolean> {
  if (yes || context.env.CI === 'true') return true;
  if (!context.stdin.isTTY || !context.stderr.isTTY) {
    context.stderr.write(
      `sim: ${question.question} Nobody is here to answer: 'up --yes' or CI=true agrees.\n`,
    );
    return false;
  }
  const terminal = createInterface({ input: context.stdin, output: context.stderr });
  try {
    const answer = await terminal.question(`${question.question}\n  ${question.detail}\n  [Y/n] `, {
      signal: context.interrupted,
    });
    return /^(y|yes|)$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}
