import { z } from 'zod';
import { schema, word } from './fields.js';

const tens = z.int().describe('Milliseconds since the epoch, at a whole ten seconds');
const percentile = z.number().nullable().describe('Within 19 %; null where no request had a duration');

/** What one service, operation or edge answered or carried between two times. */
export const trafficItemSchema = z.object({
  subject: z.object({
    kind: word(['service', 'operation', 'edge']),
    service: z.string().optional().describe('Of a service, and of an operation'),
    operation: z.string().optional(),
    from: z.string().optional().describe('Who called, of an edge'),
    to: z.string().optional().describe('Who was called, of an edge'),
  }),
  fromMs: tens,
  toMs: tens.describe('Milliseconds since the epoch, at a whole ten seconds that is no longer part of it'),
  requests: z.int(),
  errors: z.int(),
  durations: z
    .array(z.tuple([z.int(), z.int()]))
    .describe(
      '[bucket, count]: bucket i holds durations in microseconds from 2^(i/4) up to 2^((i+1)/4). Counts of several items add up exactly',
    ),
  p50Ms: percentile,
  p95Ms: percentile,
  p99Ms: percentile,
});

/** What `GET /v1/traffic` answers: by time, then services, operations and edges by name. */
export const trafficSchema = z.object({
  schema,
  items: z.array(trafficItemSchema),
  source: word(['live']).describe('Who answered'),
  warnings: z.array(z.string()).describe('What is missing, for people'),
});
