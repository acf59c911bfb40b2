import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Source } from '../../adapters/go/packages.js';
import type { Build } from '../../state/builds/builds.js';

/** The name of the file beside each binary. */
export const recordName = 'build.json';

const schema = z.object({
  number: z.int().positive(),
  cause: z.string(),
  files: z.array(z.string()),
  requestedAt: z.number(),
  startedAt: z.number(),
  finishedAt: z.number(),
  /** SHA-256 of the binary, in hex. */
  digest: z.string(),
  /** The binary's entry in the file system when the record was written: as long as that is the same, so are its bytes. */
  stamp: z.string().optional(),
  compileMs: z.number().optional(),
  linkMs: z.number().optional(),
  /** Absolute folder of its `package main`. */
  directory: z.string().optional(),
  /** `Source.sum` of each source that gave this binary, the newest first; absent where that changed while it was made. */
  sums: z.array(z.string()).readonly().optional(),
});

/** What stays known of a kept build when the controller ends. */
export type BuildRecord = z.infer<typeof schema>;

/** Reads the record in a build's folder; `undefined` where the build was never finished. */
export async function readRecord(folder: string): Promise<BuildRecord | undefined> {
  return parseRecord(await readFile(join(folder, recordName), 'utf8').catch(() => undefined));
}

/** What a record says; `undefined` where there is none that can be understood. */
export function parseRecord(text: string | undefined): BuildRecord | undefined {
  if (text === undefined) return undefined;
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    // A record that a crash has cut short counts as none.
    return undefined;
  }
}

/** The most sources that are remembered of one binary: edits of comments give the same one. */
const mostSums = 20;

/** The same build, known to come from this source as well. */
export function madeFrom(record: BuildRecord, { sum }: Source): BuildRecord {
  const others = record.sums?.filter((known) => known !== sum) ?? [];
  return { ...record, sums: [sum, ...others].slice(0, mostSums) };
}

/** A kept build as the state has it. It counts as live in its time; the runner tells which build answers now. */
export function buildOf({
  number,
  cause,
  files,
  requestedAt,
  startedAt,
  finishedAt,
  ...took
}: BuildRecord): Build {
  return {
    number,
    cause,
    files,
    requestedAt,
    startedAt,
    finishedAt,
    outcome: 'live',
    phasesMs: {
      wait: Math.max(0, startedAt - requestedAt),
      ...(took.compileMs === undefined ? {} : { compile: took.compileMs }),
      ...(took.linkMs === undefined ? {} : { link: took.linkMs }),
    },
    errors: [],
  };
}
