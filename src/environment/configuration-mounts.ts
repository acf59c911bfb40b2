import { dirname } from 'node:path';
import type { ComposeProject, ComposeService } from './compose-project.js';
import type { ConfigurationMount } from './environment.js';

interface Surroundings {
  /** Absolute folders that belong to the project: the checkout, and the folder of a file given with `-f`. */
  readonly roots: readonly string[];
  /** Absolute `.sim/<name>`. */
  readonly stateDir: string;
  /** Absolute paths of the Compose files. */
  readonly files: readonly string[];
  readonly isDirectory: (path: string) => boolean;
  readonly isFile: (path: string) => boolean;
}

/**
 * The mounted files and folders of a service that are configuration: what belongs to the project and the container cannot
 * write itself. A folder that holds Compose files is the project, and a system's own (`/`, `/proc`) are none of ours.
 */
export function configurationMounts(
  service: ComposeService,
  { configs }: ComposeProject,
  surroundings: Surroundings,
): readonly ConfigurationMount[] {
  const bound = (service.volumes ?? []).flatMap(({ type, source, target, read_only }) =>
    type === 'bind' && source !== undefined && (read_only === true || surroundings.isFile(source))
      ? [{ source, target }]
      : [],
  );
  const named = (service.configs ?? []).flatMap(({ source, target }) => {
    const file = source === undefined ? undefined : configs[source]?.file;
    return file === undefined ? [] : [{ source: file, target: target ?? `/${source}` }];
  });
  return [...bound, ...named].filter(({ source }) => isOfProject(source, surroundings));
}

function isOfProject(source: string, { roots, stateDir, files, isDirectory, isFile }: Surroundings): boolean {
  const within = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);
  const folders = [...roots, ...files.map((file) => dirname(file))];
  return (
    folders.some((folder) => source.startsWith(`${folder}/`)) &&
    !files.some((file) => file !== source && within(file, source)) &&
    !within(source, stateDir) &&
    !within(stateDir, source) &&
    (isDirectory(source) || isFile(source))
  );
}
