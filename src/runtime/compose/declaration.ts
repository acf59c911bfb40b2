import type { Compose } from '../../adapters/compose/compose.js';
import type { ComposeFiles } from '../../adapters/compose/compose-files.js';
import type { KeptText } from '../../adapters/compose/kept-files.js';
import type { ComposeProject } from '../../environment/compose-project.js';
import type { Environment } from '../../environment/environment.js';
import type { HotImages } from '../../environment/hot-images.js';
import type { SleepingBuilder } from '../../environment/sleeping-builders.js';

/** An environment as declared, and what Compose needs to bring it up. */
export interface Declaration {
  readonly environment: Environment;
  /** As Compose resolved it, with the ports that will really be published. */
  readonly project: ComposeProject;
  /** The platform of services that name none: DOCKER_DEFAULT_PLATFORM; `undefined`: the engine's own. */
  readonly defaultPlatform: string | undefined;
  /** The service that would build an image, were it not left out, by a profile for example. */
  readonly asleep: (reference: string) => SleepingBuilder | undefined;
  /** Throws where there can't be so many instances of a service: `usage`, or `invalid-environment` with the place that says so. */
  readonly checkScales: (scales: Readonly<Record<string, number>>) => void;
  /** What hot-rebuilt services take from their Dockerfiles. */
  readonly hotImages: HotImages;
  /** The file of certificate authorities that they see. */
  readonly certificates: string | undefined;
  /** What Compose reads: the user's files or the root file of our stacks, and the overrides as the last. */
  readonly files: ComposeFiles;
  /** One of `files` that `writeComposeFiles` has to write, besides the overrides. */
  readonly kept: KeptText | undefined;
  /** `.sim/<name>/override.yaml`. */
  readonly overrideFile: string;
}

/** The newest declaration, and Compose for its files. */
export interface Declared {
  readonly declaration: Declaration;
  readonly compose: Compose;
}
