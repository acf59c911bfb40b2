import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuildError } from '../../state/builds/build-error.js';
import { type Action, linkMs, parseActions } from './action-graph.js';
import type { BuildRequest, BuildResult } from './build-request.js';
import { type BuildSetup, setupWords } from './build-setup.js';
import { whyNotBuilt } from './failed-build.js';
import { type GoSettings, runGo, toolEnv } from './go-command.js';
import { moduleRoot, packagePattern } from './module-root.js';
import type { Asked, Packages, Source } from './packages.js';
import { openReplay } from './replay/replay.js';

/**
 * Compiles one `package main`: by the commands of an earlier build where Go's answer proves that they are enough, else by `go build`.
 * `packages` tell what would be built at the moment, without asking Go.
 */
export async function buildPackage(
  settings: GoSettings,
  request: BuildRequest,
  packages: Pick<Packages, 'guess' | 'setup'>,
): Promise<BuildResult> {
  const { directory, recordedDirectory, asked, signal } = request;
  // Its rejection is handled where the answer is needed.
  asked?.catch(() => undefined);
  const cwd = await moduleRoot(directory);
  const setup = request.guess?.setup ?? (await packages.setup(directory));
  const build = (reason: string) => buildAs(settings, { ...request, cwd, setup, reason });
  if (recordedDirectory === undefined) return (await build('asked for')).result;
  const guessNow = () => packages.guess(directory);
  const replay = await openReplay(settings, recordedDirectory, async () => (await guessNow())?.stamp);
  const beganAt = Date.now();
  const done = await replay.make({ ...request, cwd });
  if (signal.aborted) return { outcome: 'cancelled', phasesMs: {} };
  if (!('refused' in done)) {
    const { phasesMs, source, packages: count } = done;
    const reason = `${count === 1 ? 'one package' : `${count} packages`} compiled; Go says the same as at the last build`;
    return {
      outcome: 'built',
      path: 'replay',
      reason,
      phasesMs,
      ...(source === undefined ? {} : { source }),
    };
  }
  const { result, actions } = await build(done.refused);
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

interface GoBuild extends BuildRequest {
  /** Where Go runs. */
  readonly cwd: string;
  readonly setup: BuildSetup;
  readonly reason: string;
}

interface GoBuilt {
  readonly result: BuildResult;
  readonly actions: readonly Action[];
}

/** Builds as it was done last, and once more where Go's answer shows that it is to be done otherwise now. */
async function buildAs(settings: GoSettings, build: GoBuild): Promise<GoBuilt> {
  const differs = new AbortController();
  const now = build.asked?.then(
    ({ setup }) => {
      if (setupWords(setup).join('\n') === setupWords(build.setup).join('\n')) return build.setup;
      differs.abort();
      return setup;
    },
    () => build.setup,
  );
  const signal = AbortSignal.any([build.signal, differs.signal]);
  const built = await goBuild(settings, { ...build, signal });
  const setup = (await now) ?? build.setup;
  return build.signal.aborted || setup === build.setup ? built : goBuild(settings, { ...build, setup });
}

async function goBuild(settings: GoSettings, build: GoBuild): Promise<GoBuilt> {
  const { directory, output, workDirectory, signal, cwd, setup, reason } = build;
  if (setup.refused !== undefined) {
    return { result: { outcome: 'failed', errors: [plainError(setup.refused)], phasesMs: {} }, actions: [] };
  }
  const began = performance.now();
  const graph = join(workDirectory, 'actions.json');
  const run = await runGo(
    settings,
    // Go keeps its work files (`-work`): the recording is made from them.
    [
      'build',
      '-work',
      // Which GOFLAGS may ask for: what Go does would stand among what is wrong.
      ...['-n=false', '-v=false', '-x=false'],
      ...setup.loadFlags,
      ...setup.compileFlags,
      ...setup.linkFlags,
      `-debug-actiongraph=${graph}`,
      '-o',
      output,
      packagePattern(cwd, directory),
    ],
    { cwd, env: { ...toolEnv(), ...setup.environment, GOTMPDIR: workDirectory }, signal },
  );
  const total = Math.round(performance.now() - began);
  const ended = (result: BuildResult, actions: readonly Action[] = []) => ({ result, actions });
  if (run.cancelled) return ended({ outcome: 'cancelled', phasesMs: {} });
  const errors = await whyNotBuilt(settings, run, build);
  if (errors.length > 0) {
    // What is left out may be why.
    const all = [...errors, ...setup.notes.map(plainError)];
    return ended({ outcome: 'failed', errors: all, phasesMs: { compile: total } });
  }
  const actions = parseActions(await readFile(graph, 'utf8').catch(() => ''));
  const link = linkMs(actions);
  const phasesMs = link === undefined ? { compile: total } : { compile: Math.max(0, total - link), link };
  return ended({ outcome: 'built', path: 'go', reason, phasesMs }, actions);
}

/** An error without a place. */
function plainError(message: string): BuildError {
  return { file: undefined, line: undefined, column: undefined, message, excerpt: [] };
}
