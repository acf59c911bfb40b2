import { z } from 'zod';
import { linkWords } from '../known-words.js';
import { schema, word } from './fields.js';
import { serviceSchema } from './service.js';

/** What `status --json` prints. */
export const statusSchema = z.object({
  schema,
  environment: z.string(),
  ready: z.boolean(),
  readyInMs: z.number().nullable().describe('From the newest up to everything ready; null until then'),
  criticalPath: z
    .array(
      z.object({
        service: z.string().nullable(),
        what: word(['images and containers', 'start', 'to ready']),
        durationMs: z.number(),
      }),
    )
    .describe("What the start's time was spent on"),
  engine: word(linkWords),
  agent: word(linkWords).describe('lost: traffic is unknown, and agentDetail says why'),
  agentDetail: z.string().nullable(),
  services: z.array(serviceSchema),
  parts: z.array(serviceSchema).describe("The simulator's own services"),
});
