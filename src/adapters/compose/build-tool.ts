import { mkdir, readdir, readlink, rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { dockerConfigFolder } from '../../engine/contexts.js';
import type { ComposeTool } from './compose-files.js';

/** Compose set up so that it can build images with the buildx of this machine. */
export async function toolToBuild(tool: ComposeTool): Promise<ComposeTool> {
  const { builds, env } = tool;
  if (builds === undefined || builds.by === 'as-it-is' || builds.by === 'refuses') return tool;
  // A `COMPOSE_BAKE` that the user has set wins.
  if (builds.by === 'by-itself') return { ...tool, env: { COMPOSE_BAKE: 'false', ...env } };
  await showPlugin(dockerConfigFolder(env), builds);
  return { ...tool, env: { ...env, DOCKER_CONFIG: builds.folder } };
}

/**
 * Makes a folder of Docker's settings out of links to the user's own, with another buildx among the plugins. Compose finds a plugin by its
 * place alone.
 */
async function showPlugin(
  own: string | undefined,
  { folder, buildx }: NonNullable<ComposeTool['builds']>,
): Promise<void> {
  const plugins = join(folder, 'cli-plugins');
  await mkdir(plugins, { recursive: true, mode: 0o700 });
  const entries = own === undefined ? [] : await readdir(own).catch(() => []);
  for (const entry of entries) {
    if (own !== undefined && entry !== 'cli-plugins') await link(join(own, entry), join(folder, entry));
  }
  if (buildx !== undefined) await link(buildx, join(plugins, 'docker-buildx'));
}

/** Links `path` to `target` by a rename, so that several builds may do it at once. */
async function link(target: string, path: string): Promise<void> {
  if ((await readlink(path).catch(() => undefined)) === target) return;
  const fresh = `${path}.${process.pid}`;
  await symlink(target, fresh).catch(() => undefined);
  await rename(fresh, path).catch(() => undefined);
}
