import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ComposeProject } from '../../environment/compose-project.js';
import type { Environment } from '../../environment/environment.js';
import type { ServiceDockerfile } from '../../environment/hot-images.js';

/** The Dockerfiles of the hot-rebuilt services; of one that is not on this machine, or can't be read, nothing is known. */
export async function readDockerfiles(
  { services }: Environment,
  project: ComposeProject,
): Promise<Readonly<Record<string, ServiceDockerfile>>> {
  const found = Object.values(services).map(async ({ name, go }) => {
    const build = go === undefined ? undefined : project.services[name]?.build;
    if (!build) return [];
    if (build.dockerfile_inline !== undefined) {
      return [[name, { text: build.dockerfile_inline, path: undefined }] as const];
    }
    const path = resolve(build.context ?? '.', build.dockerfile ?? 'Dockerfile');
    const text = await readFile(path, 'utf8').catch(() => undefined);
    return text === undefined ? [] : [[name, { text, path }] as const];
  });
  return Object.fromEntries((await Promise.all(found)).flat());
}
