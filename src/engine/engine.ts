import type { DockerOptions } from 'dockerode';
import type { ComposeBuilds } from './buildx-for-compose.js';

/** The oldest engine that serves: API 1.44 brought `start_interval` of health checks. */
export const minimumApiVersion = '1.44';
/** The oldest Compose that serves. */
export const minimumComposeVersion = '2.26';

/** A place where an engine may listen. */
export interface EngineAddress {
  /** As `DOCKER_HOST` would say it: `unix:///var/run/docker.sock`. */
  readonly host: string;
  /** Who named it, for people: `DOCKER_HOST`, `the Docker context 'colima'`, `the default socket`. */
  readonly origin: string;
  /** The user's own tools find it as well, because `DOCKER_HOST` or a context names it. */
  readonly chosen: boolean;
  /** The command that takes this choice back: `unset DOCKER_HOST`. */
  readonly undo?: string;
  /** What dockerode is constructed with. */
  readonly options: DockerOptions;
}

/** Docker's command line tools as they are run here: the program, then its first arguments. */
export interface EngineTools {
  readonly composeCommand: readonly string[];
  readonly composeVersion: string;
  /** `undefined`: there is no buildx, so recipes can't be built. */
  readonly buildxCommand: readonly string[] | undefined;
  readonly buildxVersion: string | undefined;
  /** What Compose makes of it. */
  readonly composeBuilds: ComposeBuilds;
}

/** An engine that answers and is new enough, and the tools that fit it. */
export interface EngineFound extends EngineAddress, EngineTools {
  readonly state: 'found';
  readonly version: string;
  readonly apiVersion: string;
  /** As in Docker's platform names: `linux`, `amd64`. */
  readonly os: string;
  readonly architecture: string;
  /** What Compose and buildx need in their environment to reach this engine. */
  readonly env: Readonly<Record<string, string>>;
}

/** Why there is no engine to work with. */
export type EngineTrouble =
  | 'not-running'
  /** Nothing answers at the one place that the user named, and no engine that Sim could start would listen there. */
  | 'not-where-named'
  /** What names the place can't be used. */
  | 'misnamed'
  | 'no-permission'
  | 'too-old'
  | 'unsupported'
  | 'no-compose';

/** What is wrong, in words for people, and each address that was tried. */
export interface EngineMissing {
  readonly state: 'missing';
  readonly trouble: EngineTrouble;
  readonly message: string;
  /** What to do about it, where this is known better than from the trouble alone. */
  readonly remedy?: string;
  readonly tried: readonly { readonly host: string; readonly origin: string; readonly detail: string }[];
}

/** What was found where an engine was looked for. */
export type EngineSearch = EngineFound | EngineMissing;
