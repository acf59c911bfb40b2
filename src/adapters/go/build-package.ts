import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { linkMs } from './action-graph.js';
import { parseBuildErrors } from './build-errors.js';
import { addExcerpts } from './excerpts.js';
import type { BuildRequest, BuildResult } from './go.js';
import { type GoSettings, runGo, toolEnv } from './go-command.js';
import { moduleRoot, packagePattern } from './module-root.js';

/**
 * Without symbol tables and debug information a build takes two thirds of the time. Stack traces, profiles and what the
 * code does stay the same; only a debugger would miss them.
 */
const fastFlags = [
  '-buildvcs=false',
  // Nor an id of the build: it would make binaries differ after a change that compiles to the same code.
  '-ldflags=-s -w -buildid=',
  // The pattern keeps the flag off the dependencies, whose cached packages stay usable by a plain `go build`.
  '-gcflags=./...=-dwarf=false',
];

/** Compiles one `package main`. */
export async function buildPackage(settings: GoSettings, request: BuildRequest): Promise<BuildResult> {
  const { directory, output, workDirectory, root, signal } = request;
  const began = performance.now();
  const cwd = await moduleRoot(directory);
  const graph = join(workDirectory, 'actions.json');
  const run = await runGo(
    settings,
    ['build', ...fastFlags, `-debug-actiongraph=${graph}`, '-o', output, packagePattern(cwd, directory)],
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
