import { whyNoName } from './name.js';

/** Variables as a shell has them. */
type Variables = Readonly<Record<string, string | undefined>>;

/** The Compose files that `COMPOSE_FILE` names, relative to the working folder; empty where it is unset or empty. */
export function filesByVariable(variables: Variables): readonly string[] {
  const { COMPOSE_FILE: files, COMPOSE_PATH_SEPARATOR: separator } = variables;
  return files ? files.split(separator || ':').filter((file) => file !== '') : [];
}

/** The files that `COMPOSE_ENV_FILES` names instead of `.env`, relative to the working folder. */
export function envFilesByVariable({ COMPOSE_ENV_FILES: files }: Variables): readonly string[] {
  return (files ?? '').split(',').filter((file) => file !== '');
}

/** The profiles that `COMPOSE_PROFILES` enables where none is enabled by an option. */
export function profilesByVariable({ COMPOSE_PROFILES: profiles }: Variables): readonly string[] {
  return (profiles ?? '')
    .split(',')
    .map((profile) => profile.trim())
    .filter((profile) => profile !== '');
}

/** Whether `.env` is not to be read. Values as Go reads them; Compose refuses any other itself. */
export function dotEnvIsOff({ COMPOSE_DISABLE_ENV_FILE: off }: Variables): boolean {
  return /^(1|t|T|true|TRUE|True)$/.test(off ?? '');
}

/** The environment that `COMPOSE_PROJECT_NAME` names where none is named by an option. `undefined`: it names none. */
export function environmentByVariable({ COMPOSE_PROJECT_NAME: project }: Variables): string | undefined {
  return environmentOfProject(project ?? '');
}

/**
 * The environment for a project of Compose: of the same name, or of the nearest that Sim allows (`my_app` is `my-app`, `images` is
 * `sim-images`). `undefined`: nothing is left of the name.
 */
export function environmentOfProject(project: string): string | undefined {
  const name = project
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 32)
    .replace(/-+$/, '');
  if (name === '') return undefined;
  return whyNoName(name) === undefined ? name : `sim-${name}`;
}
