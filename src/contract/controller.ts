import type { z } from 'zod';
import type { Immutable } from './immutable.js';
import type { controllerSchema } from './schemas/controller.js';
import type { errorSchema } from './schemas/error.js';
import type { secretsSchema } from './schemas/secrets.js';

/** What a controller says of itself. */
export type ControllerIdentity = Immutable<z.infer<typeof controllerSchema>>;
/** By service: what is hidden in all other answers. */
export type Secrets = Immutable<z.infer<typeof secretsSchema>>;
/** An error as it travels: what a SimError holds. */
export type WireError = Immutable<z.infer<typeof errorSchema>>;
