import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { linkMs, parseActions } from './action-graph.js';
import { parseBuildErrors } from './build-errors.js';
import { buildFlags } from './build-flags.js';
import { addExcerpts } from './excerpts.js';
import { fullDisk } from './full-disk.js';
import type { BuildRequest, BuildResult } from './go.js';
import { type GoSettings, runGo, toolEnv } from './go-command.js';
import { moduleRoot, packagePattern } from './module-root.js';
import type { Source } from './packages.js';
import { replay } from './replay.js';
import { keepPlan, type Plan, readPlan } from './replay-plan.js';
import { recordPlan } from './replay-record.js';

/** Compiles one `package main`: by the plan of an earlier build where that is enough, else by `go build`. */
export async function buildPackage(
  settings: GoSettings,
  request: BuildRequest,
  sourceNow: () => Promise<Source | undefined>,
): Promise<BuildResult> {
  const { directory, planDirectory, source, signal } = request;
  const cwd = await moduleRoot(directory);
  if (planDirectory === undefined) return (await goBuild(settings, request, cwd)).result;
  const plan = await readPlan(planDirectory);
  const keep = async ({ stamp }: Source, making: Promise<Plan | undefined>) => {
    try {
      const made = await making;
      // What changed while it was read may or may not be in the archives.
      if (made === undefined || (await sourceNow())?.stamp !== stamp) return;
      await keepPlan(planDirectory, made, request.workDirectory);
    } catch {
      // The build is made; without a plan, or with the one before, the next takes longer.
    }
  };

  if (plan !== undefined && source !== undefined) {
    const workDirectory = join(request.workDirectory, 'replay');
    await mkdir(workDirectory, { recursive: true });
    const done = await replay(settings, plan, { ...request, source, workDirectory, cwd });
    if (signal.aborted) return { outcome: 'cancelled', phasesMs: {} };
    if (done !== undefined) {
      await keep(source, Promise.resolve({ ...plan, content: source.content, archives: done.archives }));
      return { outcome: 'built', phasesMs: done.phasesMs, replayed: true };
    }
  }
  const beganAt = Date.now();
  const { result, actions } = await goBuild(settings, request, cwd);
  if (result.outcome !== 'built') return result;
  // After a new import Go has to be asked for the packages first, which it answers while it builds.
  const built = source ?? settledBefore(beganAt, await sourceNow().catch(() => undefined));
  if (built !== undefined) await keep(built, recordPlan(actions, built, plan));
  return result;
}

function settledBefore(at: number, source: Source | undefined): Source | undefined {
  return source !== undefined && source.settledMs < at ? source : undefined;
}

async function goBuild(settings: GoSettings, request: BuildRequest, cwd: string) {
  const { directory, output, workDirectory, root, signal } = request;
  const began = performance.now();
  const graph = join(workDirectory, 'actions.json');
  const run = await runGo(
    settings,
    // With its work files kept, which the plan is made of.
    [
      'build',
      '-work',
      ...buildFlags,
      `-debug-actiongraph=${graph}`,
      '-o',
      output,
      packagePattern(cwd, directory),
    ],
    { cwd, env: { ...toolEnv(), GOTMPDIR: workDirectory }, signal },
  );
  const total = Math.round(performance.now() - began);
  const ended = (result: BuildResult, actions = parseActions('')) => ({ result, actions });
  if (run.cancelled) return ended({ outcome: 'cancelled', phasesMs: {} });
  if (!run.succeeded) {
    const stderr = run.stderr.replace(/^WORK=.*\n?/m, '');
    const full = await fullDisk(settings, stderr, { cwd, workDirectory });
    const errors = await addExcerpts(full === undefined ? parseBuildErrors(stderr) : [full], { cwd, root });
    return ended({ outcome: 'failed', errors, phasesMs: { compile: total } });
  }
  const actions = parseActions(await readFile(graph, 'utf8').catch(() => ''));
  const link = linkMs(actions);
  const phasesMs = link === undefined ? { compile: total } : { compile: Math.max(0, total - link), link };
  return ended({ outcome: 'built', phasesMs, replayed: false }, actions);
}
