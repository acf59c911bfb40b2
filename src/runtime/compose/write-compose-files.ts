import { chmod, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Compose, createCompose } from '../../adapters/compose/compose.js';
import type { ComposeTool } from '../../adapters/compose/compose-files.js';
import { keptNames } from '../../adapters/compose/kept-files.js';
import { agentToken, writePrivateFile } from '../../adapters/private-files.js';
import { makePrivateFolder } from '../../adapters/private-folder.js';
import { buildsFolder, overrideFile } from '../../environment/override-file.js';
import type { UnnamedVolume } from '../../environment/unnamed-volumes.js';
import type { Declaration } from './declaration.js';

/**
 * Writes what Compose reads besides the user's own files: `.sim/<name>/compose.yaml` (of stacks) or `stdin.yaml`, and `override.yaml` for
 * the images known so far (service -> reference; for `go` services the runner's, for the agent its own), with the volumes that those
 * images ask for. To be called again before containers are created with images that were found later.
 */
export async function writeComposeFiles(
  declaration: Declaration,
  images: Readonly<Record<string, string>>,
  unnamed: readonly UnnamedVolume[] = [],
): Promise<void> {
  const { environment, project, kept, hotImages, certificates } = declaration;
  await makePrivateFolder(environment.stateDir);
  const rebuilt = Object.values(environment.services).filter(({ go }) => go !== undefined);
  const [token] = await Promise.all([
    agentToken(environment.stateDir),
    ...rebuilt.map(({ name }) => makeBuildsFolder(buildsFolder(environment, name))),
  ]);
  // An environment is of stacks or of other files: what is left of the other kind would be taken for its own.
  const stale = keptNames
    .map((name) => join(environment.stateDir, name))
    .filter((file) => file !== kept?.file);
  await Promise.all(stale.map((file) => rm(file, { force: true })));
  const text = overrideFile({
    ...{ environment, project, images, unnamed, hotImages, certificates },
    agentToken: token,
  });
  await Promise.all([
    ...(kept === undefined ? [] : [writePrivateFile(kept.file, kept.text)]),
    writePrivateFile(declaration.overrideFile, text),
  ]);
}

async function makeBuildsFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  // The service's own user must get in, whoever that is; the folder above lets no other user of this machine pass.
  await chmod(folder, 0o755);
}

/** Compose for a loaded environment: the files that were resolved, and the overrides. */
export function composeOf(tool: ComposeTool, { files }: Declaration): Compose {
  return createCompose(tool, files);
}
