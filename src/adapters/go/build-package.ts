import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Action, linkMs, parseActions } from './action-graph.js';
import { buildFlags } from './build-flags.js';
import { whyNotBuilt } from './failed-build.js';
import type { BuildRequest, BuildResult } from './go.js';
import { type GoSettings, runGo, toolEnv } from './go-command.js';
import { moduleRoot, packagePattern } from './module-root.js';
import type { Asked, Source } from './packages.js';
import { openReplay } from './replay/replay.js';

/**
 * Compiles one `package main`: by the commands of an earlier build where Go's answer proves that they are enough, else by `go build`.
 * `guessNow` tells what would be built at the moment, without asking Go.
 */
export async function buildPackage(
  settings: GoSettings,
  request: BuildRequest,
  guessNow: () => Promise<Source | undefined>,
): Promise<BuildResult> {
  const { directory, planDirectory, asked, signal } = request;
  // Whoever needs its answer hears of its failure.
  asked?.catch(() => undefined);
  const cwd = await moduleRoot(directory);
  if (planDirectory === undefined) return (await goBuild(settings, request, cwd, 'asked for')).result;
  const replay = await openReplay(settings, planDirectory, async () => (await guessNow())?.stamp);
  const beganAt = Date.now();
  const done = await replay.make({ ...request, cwd });
  if (signal.aborted) return { outcome: 'cancelled', phasesMs: {} };
  if (!('refused' in done)) {
    const { phasesMs, source, packages } = done;
    const reason = `${packages === 1 ? 'one package' : `${packages} packages`} compiled; Go says the same as at the last build`;
    return { outcome: 'built', path: 'replay', reason, source, phasesMs };
  }
  const { result, actions } = await goBuild(settings, request, cwd, done.refused);
  if (result.outcome !== 'built' || asked === undefined) return result;
  const source = certainly(request.guess, await asked.catch(() => undefined), beganAt, await guessNow());
  if (source === undefined) return result;
  await replay.record(actions, source, request.workDirectory);
  return { ...result, source };
}

/** What a build that began then was made from, if nothing of it was written since. */
function certainly(
  before: Source | undefined,
  asked: Asked | undefined,
  beganAt: number,
  now: Source | undefined,
): Source | undefined {
  if (asked?.source === undefined || now === undefined || asked.source.words !== now.words) return undefined;
  const untouched = before?.stamp === now.stamp && asked.source.stamp === now.stamp;
  return untouched || now.settledMs < Math.min(beganAt, asked.askedAt) ? now : undefined;
}

async function goBuild(
  settings: GoSettings,
  request: BuildRequest,
  cwd: string,
  reason: string,
): Promise<{ readonly result: BuildResult; readonly actions: readonly Action[] }> {
  const { directory, output, workDirectory, signal } = request;
  const began = performance.now();
  const graph = join(workDirectory, 'actions.json');
  const run = await runGo(
    settings,
    // With its work files kept, which the plan is made of.
    [
      'build',
      '-work',
      // Which GOFLAGS may ask for: what Go does would stand among what is wrong.
      ...['-n=false', '-v=false', '-x=false'],
      ...buildFlags,
      `-debug-actiongraph=${graph}`,
      '-o',
      output,
      packagePattern(cwd, directory),
    ],
    { cwd, env: { ...toolEnv(), GOTMPDIR: workDirectory }, signal },
  );
  const total = Math.round(performance.now() - began);
  const ended = (result: BuildResult, actions: readonly Action[] = []) => ({ result, actions });
  if (run.cancelled) return ended({ outcome: 'cancelled', phasesMs: {} });
  const errors = await whyNotBuilt(settings, run, { ...request, cwd });
  if (errors.length > 0) return ended({ outcome: 'failed', errors, phasesMs: { compile: total } });
  const actions = parseActions(await readFile(graph, 'utf8').catch(() => ''));
  const link = linkMs(actions);
  const phasesMs = link === undefined ? { compile: total } : { compile: Math.max(0, total - link), link };
  return ended({ outcome: 'built', path: 'go', reason, phasesMs }, actions);
}
