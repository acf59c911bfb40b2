import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { removeBuilt, removeProject } from './clean.ts';
import type { Sides } from './excuses.ts';
import { factsOf } from './facts.ts';
import { holdingsOf, leftOf, unnamedVolumes } from './look.ts';
import { endSoon } from './order-facts.ts';
import { type Project, runWord, textsOf } from './project.ts';
import type { Ended, Seen } from './seen.ts';
import type { FuzzSetting } from './setting.ts';
import { inspectAll, isGone, settle } from './settle.ts';
import { composeTool, simTool, type Tool } from './tools.ts';
import { watchEvents } from './watch-events.ts';

/** Both runs of a project. */
export interface Runs {
  readonly compose: Seen;
  readonly sim: Seen;
}

/** Brings a project up and down, first with Compose, then with Sim, and leaves nothing of it. */
export async function runProject(setting: FuzzSetting, project: Project, number: number): Promise<Runs> {
  const folder = await mkdtemp(join(tmpdir(), 'compose-fuzz-'));
  try {
    for (const [path, text] of Object.entries(textsOf(project, setting.run))) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    await using _external = await makeExternal(setting, project);
    const place = { folder, name: `${setting.run}-${number}` };
    const compose = await seen(setting, composeTool(setting, project, place), project);
    const sim = await seen(setting, simTool(setting, project, place), project);
    return { compose, sim };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What is compared of both. */
export function sidesOf({ compose, sim }: Runs, { withVolumes }: Project): Sides {
  return {
    ...{ compose: factsOf(compose), sim: factsOf(sim), simCode: sim.up.code, withVolumes },
    said: { compose: lastLines(compose), sim: lastLines(sim) },
    endSoon: [compose, sim].flatMap(({ held, events }) => endSoon(held.containers, events)),
  };
}

function lastLines({ up }: Seen): string {
  return up.said.trimEnd().split('\n').slice(-12).join('\n');
}

async function seen(setting: FuzzSetting, tool: Tool, project: Project): Promise<Seen> {
  const { docker, signal } = setting;
  const unnamed = new Map<string, string>();
  try {
    await using watch = await watchEvents(docker, tool.project);
    const up = await tool.up();
    await settle(docker, tool.project, signal);
    const after: Ended[] = [];
    for (const [verb = '', ...services] of project.after) {
      after.push(await tool.say(verb, services));
      await settle(docker, tool.project, signal);
    }
    const held = await holdingsOf(docker, tool.project);
    const events = [...watch.events];
    const infos = held.containers.map(({ info }) => info);
    for (const [name, where] of unnamedVolumes(infos)) unnamed.set(name, where);
    let again: Seen['again'];
    if (project.again) {
      const upAgain = await tool.up();
      const later = await inspectAll(docker, tool.project);
      for (const [name, where] of unnamedVolumes(later)) unnamed.set(name, where);
      again = { up: upAgain, ids: later.map(({ Id }) => Id) };
    }
    const down = await tool.down(project.withVolumes);
    const left = await leftOf(docker, tool.project, unnamed);
    return { project: tool.project, up, after, held, events, again, down, left };
  } finally {
    await cleaned(setting, tool, unnamed);
  }
}

/** Also behind a run that was interrupted. */
async function cleaned(
  { docker, run }: FuzzSetting,
  tool: Tool,
  unnamed: ReadonlyMap<string, string>,
): Promise<void> {
  const all = [...unnamed.keys(), ...unnamedVolumes(await inspectAll(docker, tool.project)).keys()];
  await tool.end();
  await removeProject(docker, tool.project, all);
  await removeBuilt(docker, run);
}

async function makeExternal({ docker, run }: FuzzSetting, { external }: Project): Promise<AsyncDisposable> {
  await using made = new AsyncDisposableStack();
  const gone = (removal: Promise<unknown>) =>
    removal.then(
      () => undefined,
      (error: unknown) => {
        if (!isGone(error)) throw error;
      },
    );
  for (const name of external.networks.map((each) => each.replaceAll(runWord, run))) {
    const network = await docker.createNetwork({ Name: name });
    made.defer(() => gone(network.remove()));
  }
  for (const name of external.volumes.map((each) => each.replaceAll(runWord, run))) {
    await docker.createVolume({ Name: name });
    made.defer(() => gone(docker.getVolume(name).remove()));
  }
  const kept = made.move();
  return { [Symbol.asyncDispose]: () => kept.disposeAsync() };
}
