import type { ComposeFiles, ComposeTool } from './compose.js';

/** What comes before the subcommand. */
export function globalArguments({
  project,
  files,
  text,
  projectDirectory,
  profiles,
}: ComposeFiles): readonly string[] {
  return [
    ...['--ansi', 'never', '--progress', 'plain', '--project-name', project],
    ...(projectDirectory === undefined ? [] : ['--project-directory', projectDirectory]),
    ...(text === undefined ? [] : ['--file', '-']),
    ...files.flatMap((file) => ['--file', file]),
    ...(profiles ?? []).flatMap((profile) => ['--profile', profile]),
  ];
}

/** The variables of a run. The user's own Compose settings must not change which files and project are meant. */
export function environmentFor({ env }: Pick<ComposeTool, 'env'>): Record<string, string> {
  const dropped = new Set(['COMPOSE_FILE', 'COMPOSE_PROJECT_NAME', 'COMPOSE_ENV_FILES', 'COMPOSE_PROGRESS']);
  const kept = Object.entries(env).flatMap(([name, value]) =>
    value === undefined || dropped.has(name) ? [] : [[name, value] as const],
  );
  return { ...Object.fromEntries(kept), COMPOSE_IGNORE_ORPHANS: 'true', COMPOSE_MENU: 'false' };
}
