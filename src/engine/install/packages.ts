import { readdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { SimError } from '../../errors.js';
import { lastLines, type RunCommand } from '../commands.js';

/** Unpacks every package file of a folder below `root`, without running any package's scripts. */
export async function unpackPackages(
  folder: string,
  root: string,
  run: RunCommand,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.deb'));
  const waiting = files.values();
  const unpackRest = async () => {
    for (const file of waiting) {
      const result = await run(['dpkg-deb', '--extract', join(folder, file), root], { signal });
      if (result.exitCode !== 0) {
        throw new SimError('no-engine', `Docker Engine could not be installed: unpacking ${file} failed.`, {
          detail: lastLines(result.stderr),
          hint: 'Check the free disk space (df -h /opt), then try again.',
        });
      }
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, unpackRest));
  return files;
}
