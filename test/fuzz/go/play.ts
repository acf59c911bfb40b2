import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Difference, differenceOf } from './differences.ts';
import { act, layOut } from './disk.ts';
import { architecture, goEnvironment } from './go-environment.ts';
import { type Counts, flags, type Machine, type Says, startMachine, takeDown } from './machine.ts';
import { askPlainGo, makesTheSame, type PlainAnswer } from './plain-go.ts';
import { runProgram } from './program.ts';
import type { Edit, Opening, SimStep, Step } from './steps.ts';

/** What came of a turn. */
export interface Outcome {
  readonly plain: PlainAnswer;
  readonly difference: Difference | undefined;
  /** Builds that were started although Go had nothing to compile or link anew. */
  readonly needless: number;
  readonly durationMs: number;
}

/** A tree with Sim at work on it. */
export interface Play extends AsyncDisposable {
  readonly root: string;
  /** Does what an edit says; `false` where none of it could be done. */
  edit(edit: Edit): Promise<boolean>;
  /** Waits until Sim has done all that it does, and compares what there is then with plain Go. */
  compare(): Promise<Outcome>;
  /** Waits until Sim has most probably done all that it does, without asking Go. */
  rest(): Promise<void>;
}

export interface PlayOptions {
  /** What is built is added up here. */
  readonly counts?: Counts | undefined;
  /** Whether the binary has to be the same as Go's, byte for byte. */
  readonly bytes?: boolean | undefined;
}

/** As long as news of a file takes, and then some: what is right and stays so for this long is right. */
const quietMs = 260;
/** What is wrong and stays so for this long, with nothing going on, is wrong: longer than it takes until Go is asked once more at rest. */
const patienceMs = 6000;
/** Longer than any build of these trees. */
const longestMs = 180_000;
const lookMs = 15;

/** Lays out the tree of an opening in a new folder, and starts Sim there. */
export async function startPlay(
  opening: Opening,
  { counts = { started: 0, paths: {} }, bytes = false }: PlayOptions = {},
): Promise<Play> {
  await using stack = new AsyncDisposableStack();
  const top = await realpath(await mkdtemp(join(tmpdir(), 'sim net ')));
  stack.defer(() => rm(top, { recursive: true, force: true }));
  const [root, scratch, stateDir] = [join(top, 'work'), join(top, 'scratch'), join(top, '.sim', 'net')];
  await mkdir(scratch, { recursive: true });
  await layOut(root, opening);
  const env = goEnvironment(root, opening);
  let folder = join(root, opening.service);
  const place = () => ({ root, stateDir, env, folder });
  let machine = await startMachine({ ...place(), counts });
  stack.defer(() => machine[Symbol.asyncDispose]());
  let before: { readonly work: string; readonly started: number } | undefined;
  /** What was there for a while between two edits was worth a build. */
  let isOneMoment = true;

  async function ask(step: SimStep): Promise<void> {
    if (step.do === 'rebuild') {
      machine.rebuild();
      return;
    }
    if (step.do === 'serve') {
      folder = join(root, step.folder);
      await machine.serve(folder);
      return;
    }
    await machine[Symbol.asyncDispose]();
    if (step.do === 'down-and-up') await takeDown(place());
    machine = await startMachine({ ...place(), counts });
  }

  /** Whether there was anything to do. */
  async function take(step: Step): Promise<boolean> {
    switch (step.do) {
      case 'rebuild':
      case 'restart':
      case 'down-and-up':
      case 'serve':
        // What is done to Sim is no reason for anybody to build.
        before = undefined;
        await ask(step);
        return true;
      case 'go': {
        const cwd = join(root, step.folder);
        const words = step.words.map((each) => each.replaceAll('@ROOT@', root));
        return (await runProgram('go', words, { cwd, env })).exitCode === 0;
      }
      default:
        return act(root, step);
    }
  }

  const kept = stack.move();
  return {
    root,
    async edit({ steps }) {
      let done = false;
      for (const step of steps) {
        if (step.do === 'pause' || (step.do === 'write' && step.how === 'halves')) isOneMoment = false;
        if (await take(step)) done = done || step.do !== 'pause';
      }
      return done;
    },
    async compare() {
      const began = performance.now();
      const where = { folder, env: { ...env, GOARCH: architecture }, scratch };
      const plain = await askPlainGo(where);
      let difference = await settle(machine, (says) => differenceOf(plain, says, root), began);
      if (bytes && difference === undefined && machine.says().state === 'live') {
        const isSame = await makesTheSame(machine.binary(), flags, where);
        if (!isSame) difference = { kind: 'other bytes', go: '', sim: '' };
      }
      const started = counts.started;
      const isNothing = plain.built && before?.work === plain.work && isOneMoment;
      const needless = isNothing ? started - (before?.started ?? started) : 0;
      before = plain.built ? { work: plain.work, started } : undefined;
      isOneMoment = true;
      return { plain, difference, needless, durationMs: Math.round(performance.now() - began) };
    },
    async rest() {
      await settle(machine, () => undefined, performance.now());
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function settle(
  machine: Machine,
  differs: (says: Says) => Difference | undefined,
  since: number,
): Promise<Difference | undefined> {
  for (; performance.now() - since < longestMs; await pause(lookMs)) {
    const [bug] = machine.bugs;
    if (bug !== undefined) return { kind: 'bug', go: '', sim: bug };
    const quiet = Math.min(machine.quietForMs() ?? 0, performance.now() - since);
    if (quiet < quietMs) continue;
    const difference = differs(machine.says());
    if (difference === undefined || quiet > patienceMs) return difference;
  }
  return { kind: 'restless', go: '', sim: JSON.stringify(machine.says()) };
}
