import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';

const schema = z.object({ Replace: z.record(z.string(), z.string()).optional() });

/**
 * Which file stands in for which one (`go help build`, `-overlay`), both absolute: Go takes them from the folder in which it runs. Nothing
 * where the file can't be read: Go says so itself.
 */
export async function overlaid(file: string | undefined, cwd: string): Promise<ReadonlyMap<string, string>> {
  if (file === undefined) return new Map();
  try {
    const { Replace = {} } = schema.parse(JSON.parse(await readFile(file, 'utf8')));
    return new Map(
      Object.entries(Replace).flatMap(([path, by]) =>
        by === '' ? [] : [[resolve(cwd, path), resolve(cwd, by)]],
      ),
    );
  } catch {
    return new Map();
  }
}
