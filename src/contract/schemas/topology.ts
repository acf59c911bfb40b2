import { z } from 'zod';
import { kindWords, linkWords } from '../known-words.js';
import { rates, schema, time, word } from './fields.js';

/** What `topology --format json` prints. */
export const topologySchema = z.object({
  schema,
  environment: z.string().nullable(),
  agent: word(linkWords),
  agentDetail: z.string().nullable(),
  nodes: z.array(
    z.object({
      name: z.string(),
      kind: word(kindWords),
      known: z.boolean().describe('false: only spans know it'),
      layer: z.int().describe('0 is where requests enter; grows with each hop'),
      rates: rates.nullable(),
      operations: z
        .array(rates.extend({ operation: z.string() }))
        .describe('What it answers, the busiest first'),
    }),
  ),
  edges: z.array(
    z.object({
      from: z.string(),
      to: z.string(),
      declared: z.boolean().describe('depends_on names it'),
      observed: rates
        .extend({ protocol: z.string(), lastSeenAt: time })
        .nullable()
        .describe('What spans proved'),
    }),
  ),
  foreseen: z
    .array(z.object({ from: z.string(), to: z.string() }))
    .describe('Links that are sure to come: the layers count them'),
});
