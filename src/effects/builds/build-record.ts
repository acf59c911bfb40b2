import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

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
  compileMs: z.number().optional(),
  linkMs: z.number().optional(),
});

/** What stays known of a kept build when the controller ends. */
export type BuildRecord = z.infer<typeof schema>;

/** Reads the record in a build's folder; `undefined` where the build was never finished. */
export async function readRecord(folder: string): Promise<BuildRecord | undefined> {
  const text = await readFile(join(folder, recordName), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    // Cut short by a crash: as good as never written.
    return undefined;
  }
}
