import type { ComposeFiles, ComposeTool } from './compose-files.js';

/** How Compose is started for the files of one environment. */
export interface Invocation {
  /** The program and all words before the subcommand. */
  readonly command: readonly [string, ...string[]];
  /** The whole environment of the process. */
  readonly env: Readonly<Record<string, string>>;
  /** Absolute; `undefined`: the folder of this process. */
  readonly cwd: string | undefined;
  /** What Compose reads as its file `-`. */
  readonly input: string | undefined;
}

/** Words, variables and folder for one run of Compose. */
export function invocation(tool: ComposeTool, files: ComposeFiles): Invocation {
  const [program = 'docker', ...first] = tool.command;
  return {
    command: [program, ...first, ...globalArguments(files)],
    env: environmentFor(tool, files),
    cwd: files.cwd,
    input: files.text,
  };
}

/** What comes before the subcommand. */
function globalArguments(files: ComposeFiles): readonly string[] {
  const { project, projectDirectory, namedBy, envFiles = [], profiles = [] } = files;
  return [
    ...['--ansi', 'never', '--progress', 'plain', '--project-name', project],
    ...(projectDirectory === undefined ? [] : ['--project-directory', projectDirectory]),
    ...(namedBy === 'variable' ? [] : files.files.flatMap((file) => ['--file', file])),
    ...envFiles.flatMap((file) => ['--env-file', file]),
    ...profiles.flatMap((profile) => ['--profile', profile]),
  ];
}

/** Sim names files, project and env files itself; Compose must neither refuse nor remove containers of services that are not chosen. */
const ours: ReadonlySet<string> = new Set([
  ...['COMPOSE_FILE', 'COMPOSE_PATH_SEPARATOR', 'COMPOSE_PROJECT_NAME', 'COMPOSE_ENV_FILES'],
  ...['COMPOSE_PROGRESS', 'COMPOSE_REMOVE_ORPHANS'],
]);

/** No path has it. */
const separator = '\n';

/** The variables of a run, without the user's Compose settings that would change which files and project are meant. */
function environmentFor({ env }: ComposeTool, { files, namedBy }: ComposeFiles): Record<string, string> {
  const kept = Object.entries(env).flatMap(([name, value]) =>
    value === undefined || ours.has(name) ? [] : [[name, value] as const],
  );
  return {
    ...Object.fromEntries(kept),
    ...{ COMPOSE_IGNORE_ORPHANS: 'true', COMPOSE_REMOVE_ORPHANS: 'false', COMPOSE_MENU: 'false' },
    ...(namedBy === 'variable'
      ? { COMPOSE_FILE: files.join(separator), COMPOSE_PATH_SEPARATOR: separator }
      : {}),
  };
}
