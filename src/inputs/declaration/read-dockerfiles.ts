import type { Dirent } from 'node:fs';
import { opendir, readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ComposeProject } from '../../environment/compose-project.js';
import type { Environment } from '../../environment/environment.js';
import type { ServiceDockerfile } from '../../environment/hot-images.js';

/** Service -> the Dockerfile of a hot-rebuilt service; one that is not on this machine, or can't be read, is missing. */
export async function readDockerfiles(
  { services }: Environment,
  project: ComposeProject,
): Promise<Readonly<Record<string, ServiceDockerfile>>> {
  const found = Object.values(services).map(async ({ name, go }) => {
    const build = go === undefined ? undefined : project.services[name]?.build;
    if (!build) return [];
    if (build.dockerfile_inline !== undefined) {
      const text = build.dockerfile_inline;
      return [[name, { text, path: undefined, beside: await besideSource(build.context) }] as const];
    }
    const path = resolve(build.context ?? '.', build.dockerfile ?? 'Dockerfile');
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text === undefined) return [];
    return [[name, { text, path, beside: await besideSource(build.context) }] as const];
  });
  return Object.fromEntries((await Promise.all(found)).flat());
}

const isSource =
  /\.go$|^go\.(?:mod|sum|work|work\.sum)$|^(?:.*\.)?Dockerfile|^Containerfile|^(?:docker-)?compose\b.*\.ya?ml$|^(?:README|LICENSE|LICENCE|CHANGELOG|CONTRIBUTING|Makefile|Taskfile|justfile)\b|^\./;
/** The most files of a folder that are looked at: a folder with more holds more than source. */
const mostFiles = 500;

/** Names in a build context that no compiler needs, or that are folders with such files. */
async function besideSource(context: string | undefined): Promise<readonly string[] | undefined> {
  if (context === undefined) return undefined;
  const entries = await readdir(context, { withFileTypes: true }).catch(() => undefined);
  const found = entries?.map(async (entry) => ((await isMore(context, entry)) ? [entry.name] : []));
  return found === undefined ? undefined : (await Promise.all(found)).flat();
}

async function isMore(folder: string, entry: Dirent): Promise<boolean> {
  if (isSource.test(entry.name) || entry.name === 'vendor') return false;
  if (!entry.isDirectory()) return true;
  let looked = 0;
  try {
    for await (const inside of await opendir(join(folder, entry.name), { recursive: true })) {
      looked += 1;
      if (looked > mostFiles) return true;
      if (
        inside.isFile() &&
        !isSource.test(inside.name) &&
        !/(?:^|\/)testdata(?:\/|$)/.test(inside.parentPath)
      )
        return true;
    }
  } catch {
    // What can't be read the builder can't read either.
  }
  return false;
}
