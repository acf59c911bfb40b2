import { resolve } from 'node:path';
import type { ComposeProject } from './compose-project.js';
import { findAmong } from './locate.js';
import { type Problem, shownPath } from './problem.js';
import type { Source } from './source.js';

interface Disk {
  readonly isDirectory: (path: string) => boolean;
  readonly isFile: (path: string) => boolean;
}

/** Build contexts and Dockerfiles that are not there, of the named services; contexts on other machines are not looked at. */
export function buildProblems(
  project: ComposeProject,
  services: readonly string[],
  sources: readonly Source[],
  disk: Disk,
  root: string,
): readonly Problem[] {
  return services.flatMap((name): Problem[] => {
    const build = project.services[name]?.build;
    const context = build?.context;
    if (!build || context === undefined || isRemote(context)) return [];
    const at = (key: string) => findAmong(sources, ['services', name, 'build', key])?.location;
    if (!disk.isDirectory(context)) {
      return [
        {
          location: at('context'),
          message: `the build context of service '${name}' does not exist: ${shownPath(context, root)}`,
          hint: 'It must be a folder, relative to the Compose file.',
        },
      ];
    }
    if (build.dockerfile_inline !== undefined) return [];
    const dockerfile = resolve(context, build.dockerfile ?? 'Dockerfile');
    if (disk.isFile(dockerfile)) return [];
    return [
      {
        location: at('dockerfile'),
        message: `the Dockerfile of service '${name}' does not exist: ${shownPath(dockerfile, root)}`,
        hint: 'Create it, or set build.dockerfile to its path inside the build context.',
      },
    ];
  });
}

function isRemote(context: string): boolean {
  return /^[a-z]+:\/\/|^git@/.test(context);
}
