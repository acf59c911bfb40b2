import { z } from 'zod';

/** The passwords and keys of one service. */
export const secretList = z.array(z.object({ name: z.string(), value: z.string() }));

/** What `GET /v1/secrets` answers: service -> its passwords and keys, which all other answers hide. */
export const secretsSchema = z.record(z.string(), secretList);
