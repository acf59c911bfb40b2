import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const schema = z.object({ Replace: z.record(z.string(), z.string()).optional() });

/** Which file stands in for which one (`go help build`, `-overlay`); nothing where the file can't be read: Go says so itself. */
export async function overlaid(file: string | undefined): Promise<ReadonlyMap<string, string>> {
  if (file === undefined) return new Map();
  try {
    const { Replace = {} } = schema.parse(JSON.parse(await readFile(file, 'utf8')));
    return new Map(Object.entries(Replace).filter(([, by]) => by !== ''));
  } catch {
    return new Map();
  }
}
