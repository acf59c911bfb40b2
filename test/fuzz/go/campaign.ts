import type { Difference } from './differences.ts';
import { allGroups, type EditGroup } from './edits/all.ts';
import { type FuzzOptions, fuzz, type Smallest, type TurnReport } from './fuzz.ts';
import type { Counts } from './machine.ts';
import { differenceLines, sequenceLines, turnLine } from './report.ts';

interface Differing extends Pick<TurnReport, 'seed' | 'names'> {
  readonly difference: Difference;
  readonly smallest: Smallest | undefined;
}

/** What came of all edits. */
export interface Found {
  readonly edits: number;
  readonly turns: number;
  /** Turns after which Go built. */
  readonly built: number;
  /** Builds that were started although Go had nothing to compile. */
  readonly needless: number;
  /** From the edit until it was known what came of it, of all turns. */
  readonly turnMs: number;
  /** Sim's builds, by the way in which they were made. */
  readonly paths: Readonly<Record<string, number>>;
  readonly differing: readonly Differing[];
}

export function isGroup(name: string): name is EditGroup {
  return allGroups.some((each) => each === name);
}

/** Edits trees and tells of it, line by line. */
export async function runCampaign(
  options: Omit<FuzzOptions, 'counts'>,
  print: (line: string) => void,
): Promise<Found> {
  const counts: Counts = { started: 0, paths: {} };
  const totals = { edits: 0, turns: 0, built: 0, needless: 0, turnMs: 0 };
  const differing: Differing[] = [];
  const began = performance.now();
  for await (const report of fuzz({ ...options, counts })) {
    const { seed, names, outcome, shrink } = report;
    const { plain, needless, durationMs, difference } = outcome;
    totals.edits += names.length;
    totals.turns += 1;
    totals.built += plain.built ? 1 : 0;
    totals.needless += needless;
    totals.turnMs += durationMs;
    print(turnLine(report, totals.edits));
    if (difference === undefined) continue;
    for (const line of differenceLines(difference)) print(`  ${line}`);
    const smallest = await shrink?.();
    differing.push({ seed, names, difference, smallest });
    if (smallest !== undefined) for (const line of smallestLines(seed, smallest)) print(`  ${line}`);
  }
  const found = { ...totals, paths: counts.paths, differing };
  print(totalLine(found, performance.now() - began));
  return found;
}

function smallestLines(seed: number, { sequence, difference, again }: Smallest): readonly string[] {
  const lines = sequenceLines(sequence).map((line) => `  ${line}`);
  if (!again) return [`not seen again; all of seed ${seed} until then:`, ...lines];
  return [`the smallest that differs so (seed ${seed}):`, ...lines, ...differenceLines(difference)];
}

function totalLine(
  { edits, turns, built, needless, turnMs, paths, differing }: Found,
  tookMs: number,
): string {
  const ways = Object.entries(paths).map(([path, count]) => `${path} ${count}`);
  return [
    `${edits} edits in ${turns} turns, ${differing.length} different`,
    `Go built ${built}, refused ${turns - built}`,
    `Sim's builds: ${ways.join(', ') || 'none'}, ${needless} for nothing`,
    `${(tookMs / 1000).toFixed(0)} s in all, ${(turnMs / Math.max(1, turns) / 1000).toFixed(2)} s a turn`,
  ].join('; ');
}
