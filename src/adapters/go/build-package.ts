import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { linkMs } from './action-graph.js';
import { parseBuildErrors } from './build-errors.js';
import { buildFlags } from './build-flags.js';
import { addExcerpts } from './excerpts.js';
import type { BuildRequest, BuildResult } from './go.js';
import { type GoSettings, runGo, toolEnv } from './go-command.js';
import { moduleRoot, packagePattern } from './module-root.js';

/** Compiles one `package main`. */
export async function buildPackage(settings: GoSettings, request: BuildRequest): Promise<BuildResult> {
  const { directory, output, workDirectory, root, signal } = request;
  const began = performance.now();
  const cwd = await moduleRoot(directory);
  const graph = join(workDirectory, 'actions.json');
  const run = await runGo(
    settings,
    ['build', ...buildFlags, `-debug-actiongraph=${graph}`, '-o', output, packagePattern(cwd, directory)],
    { cwd, env: { ...toolEnv(), GOTMPDIR: workDirectory }, signal },
  );
  const total = Math.round(performance.now() - began);
  if (run.cancelled) return { outcome: 'cancelled', phasesMs: {} };
  if (!run.succeeded) {
    const errors = await addExcerpts(parseBuildErrors(run.stderr), { cwd, root });
    return { outcome: 'failed', errors, phasesMs: { compile: total } };
  }
  const link = await readFile(graph, 'utf8').then(linkMs, () => undefined);
  const phasesMs = link === undefined ? { compile: total } : { compile: Math.max(0, total - link), link };
  return { outcome: 'built', phasesMs };
}
