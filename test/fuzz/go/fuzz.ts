import { createRandom } from '../random.ts';
import { shrinkBy } from '../shrink.ts';
import { type CourseOptions, createCourse } from './course.ts';
import type { Difference } from './differences.ts';
import { snapshotOf } from './disk.ts';
import { openingOf } from './opening.ts';
import { type Outcome, type PlayOptions, startPlay } from './play.ts';
import type { Edit, Opening, Sequence, Turn } from './steps.ts';
import { createWorld } from './world.ts';

/** A sequence and what differs at its end. */
export interface Smallest {
  readonly sequence: Sequence;
  readonly difference: Difference;
  /** `false`: it did not differ when it was played again, so that nothing could be taken from it. */
  readonly again: boolean;
}

/** What came of one turn of a world. */
export interface TurnReport {
  readonly seed: number;
  /** Edits of this turn. */
  readonly names: readonly string[];
  readonly outcome: Outcome;
  /** Looks for the smallest sequence that ends in such a difference; `undefined` where there is none, or none new. */
  readonly shrink: (() => Promise<Smallest>) | undefined;
}

export interface FuzzOptions extends CourseOptions, PlayOptions {
  /** The seed of the first world; the others follow by one. */
  readonly seed: number;
  readonly edits: number;
  /** As many edits a world lives through. */
  readonly worldEdits: number;
  /** As many sequences may be played to make one smaller. */
  readonly shrinkRuns: number;
  readonly signal: AbortSignal;
  readonly onProgress?: ((line: string) => void) | undefined;
}

/** Edits one world after the other. A kind of difference is made small once. */
export async function* fuzz(options: FuzzOptions): AsyncGenerator<TurnReport> {
  const { edits, seed, worldEdits, signal } = options;
  const known = new Set<string>();
  for (let done = 0, world = seed; done < edits && !signal.aborted; done += worldEdits, world += 1) {
    yield* fuzzWorld(world, Math.min(worldEdits, edits - done), known, options);
  }
}

async function* fuzzWorld(
  seed: number,
  edits: number,
  known: Set<string>,
  options: FuzzOptions,
): AsyncGenerator<TurnReport> {
  const random = createRandom(seed);
  const base = openingOf(random, options);
  let opening: Opening = base;
  for (let left = edits; left > 0 && !options.signal.aborted; ) {
    await using play = await startPlay(opening, options);
    const turns: Turn[] = [];
    const world = createWorld(play.root, realFolder(opening.service));
    const course = createCourse(play.root, world, random, options);
    const reported = async (turn: Turn): Promise<TurnReport> => {
      const outcome = await play.compare();
      const shrink = shrinking({ opening, turns: [...turns] }, outcome.difference, known, options);
      return { seed, names: turn.map(({ name }) => name), outcome, shrink };
    };
    // How the tree is taken at the start is compared as well, and is no edit.
    let report = await reported([]);
    if (opening === base || goesWrong(report)) yield report;
    if (opening === base && goesWrong(report)) return;
    // From a tree that Go refuses there is no way back to one that it builds.
    if (opening !== base && (goesWrong(report) || !report.outcome.plain.built)) {
      opening = base;
      continue;
    }
    while (left > 0 && !goesWrong(report) && !options.signal.aborted) {
      const turn: Edit[] = [];
      do {
        const edit = course.next(turn.length === 0 ? !report.outcome.plain.built : undefined);
        if (!(await play.edit(edit))) continue;
        turn.push(edit);
        left -= 1;
      } while (left > 0 && (turn.length === 0 || course.goesOn()));
      turns.push(turn);
      report = await reported(turn);
      yield report;
    }
    // What differs would go on differing: the tree goes on with a Sim that knows nothing of it.
    opening = laterOpening(base, play.root);
  }
}

/** Whether Sim is somewhere else than Go, and not only in other words. */
function goesWrong({ outcome: { difference } }: TurnReport): boolean {
  return difference !== undefined && difference.kind !== 'words';
}

/** What is likely to be the same fault. */
function faultOf({ kind, go }: Difference): string {
  return kind === 'words' ? `${kind} ${go.split('\n')[0]?.replace(/\d+/g, 'N')}` : kind;
}

function shrinking(
  sequence: Sequence,
  difference: Difference | undefined,
  known: Set<string>,
  options: FuzzOptions,
): TurnReport['shrink'] {
  if (difference === undefined) return undefined;
  const last = sequence.turns.at(-1)?.map(({ name }) => name) ?? [];
  const fault = faultOf(difference);
  const mark = difference.kind === 'words' ? fault : [fault, ...last].join('; ');
  if (known.has(mark)) return undefined;
  known.add(mark);
  return () => smallestOf(sequence, difference, options);
}

async function smallestOf(
  sequence: Sequence,
  difference: Difference,
  { shrinkRuns, onProgress, signal, bytes }: FuzzOptions,
): Promise<Smallest> {
  const fault = faultOf(difference);
  let found: Difference | undefined;
  let tried = 0;
  const still = async (candidate: Sequence) => {
    if (signal.aborted) return false;
    tried += 1;
    onProgress?.(`making it smaller, ${tried} of at most ${shrinkRuns + 1}: ${fault}`);
    const seen = await playAll(candidate, { bytes });
    if (seen === undefined || faultOf(seen) !== fault) return false;
    found = seen;
    return true;
  };
  if (shrinkRuns === 0 || !(await still(sequence))) return { sequence, difference, again: false };
  const smallest = await shrinkBy(sequence, { smallerOnes, still, budget: shrinkRuns });
  return { sequence: smallest, difference: found ?? difference, again: true };
}

/** What differs after the last turn of a sequence. */
export async function playAll(
  { opening, turns }: Sequence,
  options: PlayOptions = {},
): Promise<Difference | undefined> {
  await using play = await startPlay(opening, options);
  for (const turn of turns) {
    await play.rest();
    for (const edit of turn) await play.edit(edit);
  }
  return (await play.compare()).difference;
}

/** Every sequence with something less: stretches of turns, the longest first, then single edits. What is compared comes after the last turn. */
export function smallerOnes({ opening, turns }: Sequence): readonly Sequence[] {
  const last = turns.length - 1;
  const without = (at: number, size: number) => ({
    opening,
    turns: turns.toSpliced(at, Math.min(size, last - at)),
  });
  const stretches: Sequence[] = [];
  for (let size = last; size > 0; size = Math.floor(size / 2)) {
    for (let at = 0; at < last; at += size) stretches.push(without(at, size));
  }
  return [
    ...(opening.before === undefined ? [] : [{ opening: opening.before, turns }]),
    ...stretches,
    ...turns.flatMap((turn, at) =>
      turn.length < 2
        ? []
        : turn.map((_, edit) => ({ opening, turns: turns.with(at, turn.toSpliced(edit, 1)) })),
    ),
  ];
}

/** The tree as it lies there, as the beginning of another sequence. */
function laterOpening(base: Opening, root: string): Opening {
  const tree = [...snapshotOf(root)];
  const anywhere = (text: string) => text.replaceAll(root, '@ROOT@');
  const files = tree.flatMap(([path, entry]) =>
    entry.kind === 'file' ? [[path, anywhere(entry.text)]] : [],
  );
  const links = tree.flatMap(([path, entry]) =>
    entry.kind === 'link' ? [[path, anywhere(entry.target)]] : [],
  );
  return { ...base, files: Object.fromEntries(files), links: Object.fromEntries(links), before: base };
}

/** Where the files of the service lie, if it is reached by a link. */
function realFolder(service: string): string {
  return service.replace(/^door\//, '');
}
