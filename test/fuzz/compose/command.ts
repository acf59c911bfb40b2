import { readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import Docker from 'dockerode';
import { runSim } from '../../with-engine/fixtures/command.ts';
import { differenceRows } from '../differences-table.ts';
import { openSession } from '../session.ts';
import { abandonedImages, abandonedProjects, removeProject } from './clean.ts';
import { unmeant } from './differences.ts';
import { fuzz, type Verdict } from './fuzz.ts';
import { makeFuzzImages } from './make-images.ts';
import { differenceLines, projectLines, rowCounts, verdictLine } from './report.ts';
import { runProject, sidesOf } from './run-project.ts';
import type { FuzzSetting } from './setting.ts';

type Find = typeof import('../../../src/engine/find.js');

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** What was typed. */
export interface FuzzWords {
  readonly projects: number;
  readonly seed: number;
  readonly shrinkRuns: number;
  readonly json: boolean;
}

/** `npm run fuzz -- compose`: answers the exit code. */
export async function fuzzCompose({ projects, seed, shrinkRuns, json }: FuzzWords): Promise<number> {
  // Who takes a row for granted that isn't there would explain everything by it.
  differenceRows(readFileSync(`${root}/README.md`, 'utf8'));
  const { signal, say, print } = openSession(json);
  const setting = await openSetting(signal);
  const verdicts: Verdict[] = [];
  try {
    await using _images = await makeFuzzImages(setting.docker, setting.run);
    print(`${projects} projects from seed ${seed} on, Compose ${setting.version}`);
    let number = 0;
    const run = async (project: Parameters<typeof runProject>[1]) => {
      number += 1;
      return sidesOf(await runProject(setting, project, number), project);
    };
    for await (const verdict of fuzz({ seed, projects, shrinkRuns, signal, run, onProgress: say })) {
      verdicts.push(verdict);
      print(verdictLine(verdict, `${verdicts.length}/${projects}`));
      tellDifferences(verdict, print);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  const differing = verdicts.filter(({ differences }) => unmeant(differences).length > 0);
  const rows = rowCounts(verdicts);
  if (json)
    console.log(JSON.stringify({ schema: 1, seed, projects: verdicts.length, rows, differing }, null, 2));
  print(`${verdicts.length} projects, ${differing.length} with a difference that no row explains`);
  if (differing.length > 0) print(`seeds: ${differing.map((verdict) => verdict.seed).join(' ')}`);
  print(
    `explained: ${
      Object.entries(rows)
        .map(([row, count]) => `${row} ${count}`)
        .join(', ') || 'nothing'
    }`,
  );
  if (signal.aborted) return 130;
  return differing.length > 0 ? 1 : 0;
}

function tellDifferences(verdict: Verdict, print: (line: string) => void): void {
  const { seed, differences, smallest, said } = verdict;
  const wrong = unmeant(differences);
  for (const line of differenceLines(wrong)) print(line);
  if (wrong.some(({ fact }) => fact === 'up.exit')) {
    for (const [tool, words] of Object.entries(said))
      print(`  ${tool} said:\n${words.replace(/^/gm, '    | ')}`);
  }
  if (smallest === undefined) return;
  print(`the smallest that differs so (seed ${seed}):`);
  for (const line of projectLines(smallest.project)) print(line);
  for (const line of differenceLines(smallest.differences)) print(line);
}

/** The engine and tools that Sim itself would use, with nothing left of runs that were killed. */
async function openSetting(signal: AbortSignal): Promise<FuzzSetting & { readonly version: string }> {
  const sim = `${root}bin/sim`;
  // Any command makes the launcher compile.
  const { code, stderr } = await runSim(sim, ['ls'], { signal });
  if (code !== 0) throw new Error(`bin/sim ls ended with ${code}: ${stderr}`);
  // The module whose type this is, as it was compiled a moment ago.
  const { findEngine } = (await import(pathToFileURL(`${root}dist/engine/find.js`).href)) as Find;
  const found = await findEngine(process.env, AbortSignal.timeout(20_000));
  if (found.state !== 'found') throw new Error(found.message);
  const docker = new Docker(found.options);
  for (const project of await abandonedProjects(docker, isAlive)) {
    const name = /^sim-(.*)$/.exec(project)?.[1];
    if (name !== undefined) await runSim(sim, ['down', '--volumes', '--name', name]);
    await removeProject(docker, project);
  }
  for (const image of await abandonedImages(docker, isAlive)) await docker.getImage(image).remove();
  return {
    ...{ docker, sim, simEnv: {}, run: `fuzz-${process.pid}`, signal, version: found.composeVersion },
    compose: { command: found.composeCommand, env: found.env },
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
