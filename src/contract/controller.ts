import type { z } from 'zod';
import type { Immutable } from './immutable.js';
import type { controllerSchema } from './schemas/controller.js';
import type { errorSchema } from './schemas/error.js';
import type { secretsSchema } from './schemas/secrets.js';

/** What a controller says of itself. */
export type ControllerIdentity = Immutable<z.infer<typeof controllerSchema>>;
/** The passwords and keys of each service, which all other answers hide. */
export type Secrets = Immutable<z.infer<typeof secretsSchema>>;
/** An error as it travels: what a SimError holds. */
export type WireError = Immutable<z.infer<typeof errorSchema>>;
