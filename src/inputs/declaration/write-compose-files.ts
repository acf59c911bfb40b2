import { chmod, mkdir } from 'node:fs/promises';
import { type Compose, type ComposeTool, createCompose } from '../../adapters/compose/compose.js';
import { buildsFolder, overrideFile } from '../../environment/override-file.js';
import type { Declaration } from './load-environment.js';
import { agentToken, makePrivateFolder, writePrivateFile } from './private-files.js';

/**
 * Writes `.sim/<name>/compose.yaml`, and `override.yaml` for the images known so far (service -> reference; for `go` services the runner's, for the agent
 * its own). To be called again before containers are created with images that were found later.
 */
export async function writeComposeFiles(
  declaration: Declaration,
  images: Readonly<Record<string, string>>,
): Promise<void> {
  const { environment, project } = declaration;
  await makePrivateFolder(environment.stateDir);
  const rebuilt = Object.values(environment.services).filter(({ go }) => go !== undefined);
  const [token] = await Promise.all([
    agentToken(environment.stateDir),
    ...rebuilt.map(({ name }) => makeBuildsFolder(buildsFolder(environment, name))),
  ]);
  const text = overrideFile({ environment, project, images, agentToken: token });
  await Promise.all([
    writePrivateFile(declaration.rootFile, declaration.rootText),
    writePrivateFile(declaration.overrideFile, text),
  ]);
}

async function makeBuildsFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  // The service's own user must get in, whoever that is; the folder above lets no other user of this machine pass.
  await chmod(folder, 0o755);
}

/** Compose for a loaded environment: its generated root file and overrides together. */
export function composeOf(tool: ComposeTool, declaration: Declaration): Compose {
  return createCompose(tool, {
    project: declaration.environment.project,
    files: [declaration.rootFile, declaration.overrideFile],
    projectDirectory: declaration.projectDirectory,
    profiles: declaration.profiles,
  });
}
