import type { Compose } from '../adapters/compose/compose.js';
import type { ComposeProject } from '../environment/compose-project.js';
import type { Environment } from '../environment/environment.js';
import type { HotImages } from '../environment/hot-images.js';
import type { SleepingBuilder } from '../environment/sleeping-builders.js';

/** What is declared now, as far as images go. */
export interface DeclaredImages {
  readonly current: {
    readonly declaration: {
      readonly environment: Environment;
      readonly project: ComposeProject;
      /** What hot-rebuilt services take from their Dockerfiles. */
      readonly hotImages?: HotImages;
      /** Of the variable DOCKER_DEFAULT_PLATFORM: of services that name none; `undefined`: the engine's own. */
      readonly defaultPlatform: string | undefined;
      /** The service that would build an image, were it not left out; `undefined`: none. */
      readonly asleep: (reference: string) => SleepingBuilder | undefined;
    };
    readonly compose: Pick<Compose, 'build'>;
  };
}
