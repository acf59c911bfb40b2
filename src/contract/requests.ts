import type { z } from 'zod';
import type { Immutable } from './immutable.js';
import type { acceptedSchema, upRequestSchema, wishSchema } from './schemas/requests.js';

/** What `up` asks of a controller; sent again by each further `up`. */
export type UpRequest = Immutable<z.infer<typeof upRequestSchema>>;
/** Compose files that somebody names. */
export type NamedFiles = NonNullable<UpRequest['files']>;
/** A change that a client asks for while an environment runs. */
export type Wish = Immutable<z.infer<typeof wishSchema>>;
/** What a controller answers to a request. */
export type Accepted = Immutable<z.infer<typeof acceptedSchema>>;
