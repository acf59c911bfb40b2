import { join } from 'node:path';
import { createCompose } from '../../adapters/compose/compose.js';
import type { ComposeFiles, ComposeTool } from '../../adapters/compose/compose-files.js';
import { writePrivateFile } from '../../adapters/private-files.js';
import { readComposeOutput } from '../../environment/compose-output.js';
import { composeProject } from '../../environment/compose-project.js';
import { goOnlyFile, goOnlyIn, goOnlyOf, wantsAnImage } from '../../environment/go-only.js';
import type { Source } from '../../environment/source.js';
import { SimError } from '../../errors.js';

interface Asking {
  /** Absolute `.sim/<name>`. */
  readonly stateDir: string;
  readonly compose: ComposeTool;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Calls `ask`, which runs Compose on the files that it is given. Compose refuses a service that has only `x-sim.go` and no image, so one
 * more file gives each such service an image; later runs of Compose need that file as well. Where Compose still misses an image the
 * services are looked for once more, in what it resolves. Throws what `ask` throws for another reason.
 */
export async function acceptingGoOnly<T>(
  asking: Asking,
  files: ComposeFiles,
  reading: Promise<{ readonly sources: readonly Source[] }>,
  ask: (files: ComposeFiles) => Promise<T>,
): Promise<{ readonly files: ComposeFiles; readonly answer: T }> {
  const seen = goOnlyIn((await reading).sources);
  const first = await withGoOnly(asking, files, seen);
  try {
    return { files: first, answer: await ask(first) };
  } catch (error) {
    if (!(error instanceof SimError && wantsAnImage(error.detail ?? error.message))) throw error;
    const resolved = await createCompose(asking.compose, files).unchecked(asking.signal);
    const found = goOnlyOf(composeProject(readComposeOutput(resolved)));
    if (found.every((name) => seen.includes(name))) throw error;
    const second = await withGoOnly(asking, files, found);
    return { files: second, answer: await ask(second) };
  }
}

async function withGoOnly(
  { stateDir }: Asking,
  files: ComposeFiles,
  services: readonly string[],
): Promise<ComposeFiles> {
  if (services.length === 0) return files;
  const file = join(stateDir, 'go-services.yaml');
  await writePrivateFile(file, goOnlyFile(services));
  return { ...files, files: [...files.files, file] };
}
