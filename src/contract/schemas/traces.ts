import { z } from 'zod';
import { schema, word } from './fields.js';

const startMs = z.number().describe('Milliseconds since the epoch, with fractions');

/** One trace in short. */
export const traceSummarySchema = z.object({
  traceId: z.string(),
  name: z.string().describe("GET /products/{id} of the first server span, else the root's name"),
  startMs,
  durationMs: z.number(),
  services: z.array(z.string()),
  spans: z.int(),
  error: z.boolean(),
  incomplete: z
    .boolean()
    .describe(
      'A parent is missing: the trace still runs, its spans were lost or pushed out, or it began outside',
    ),
});

/** One finished span. */
export const spanSchema = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  service: z.string(),
  name: z.string(),
  kind: word(['internal', 'server', 'client', 'producer', 'consumer']),
  startMs,
  durationMs: z.number(),
  error: z.boolean(),
  statusMessage: z.string().optional(),
  attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  links: z.array(z.string()).describe('Traces that it continues without being their child'),
});

/** What `GET /v1/traces` answers: newest first. */
export const tracesSchema = z.object({
  schema,
  items: z.array(traceSummarySchema),
  source: word(['live']).describe('Who answered'),
  warnings: z.array(z.string()),
});

/** What `GET /v1/traces/ID` answers: its spans by start time. */
export const traceSchema = z.object({ schema, summary: traceSummarySchema, spans: z.array(spanSchema) });
