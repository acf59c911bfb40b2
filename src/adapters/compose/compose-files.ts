import type { ComposeBuilds } from '../../engine/buildx-for-compose.js';

/** How to start Docker Compose on this machine. */
export interface ComposeTool {
  /** `['docker', 'compose']`, or the path of the standalone plugin. */
  readonly command: readonly string[];
  /** The whole environment of the process, with what names the engine (`DOCKER_HOST`). */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** How it builds images; `undefined`: with what it finds by itself. */
  readonly builds?:
    | {
        readonly by: ComposeBuilds;
        /** Absolute path of the buildx that Compose is to find among its plugins; `undefined`: none is shown to it. */
        readonly buildx: string | undefined;
        /** Absolute folder for the Docker settings that name this buildx. */
        readonly folder: string;
      }
    | undefined;
}

/** The Compose files of one environment; without any Compose knows the project by its labels alone. */
export interface ComposeFiles {
  readonly project: string;
  /** Absolute paths, and `-` for `text`; later files override earlier ones. */
  readonly files: readonly string[];
  /** How Compose is told of them; by `COMPOSE_FILE` it reads the `.env` of `cwd`, too, where its version does. */
  readonly namedBy?: 'option' | 'variable';
  /** What the file `-` says: it is on no disk. */
  readonly text?: string | undefined;
  /** Absolute; its `.env` counts. `undefined`: the folder of the first file. */
  readonly projectDirectory?: string | undefined;
  /** Absolute; with these no `.env` counts, and later ones win. */
  readonly envFiles?: readonly string[];
  readonly profiles?: readonly string[];
  /** Absolute: where Compose was asked for. */
  readonly cwd?: string | undefined;
}
