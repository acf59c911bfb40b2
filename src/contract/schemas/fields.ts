import { z } from 'zod';

/** A moment: ISO 8601 in UTC. */
export const time = z.string().meta({ format: 'date-time' });

/** A word: one of those that are known today, or any other string, for later versions may add some. */
export function word<const Known extends readonly string[]>(
  known: Known,
): z.ZodType<Known[number] | (string & {})> {
  return z.union([z.enum(known), z.string()]);
}

/** The version of a document's shape. It stays 1 as long as fields are only added. */
export const schema = z.literal(1);

/** Rates over the last ten seconds; durations in milliseconds, null without requests. */
export const rates = z
  .object({
    requestsPerSecond: z.number(),
    errorsPerSecond: z.number(),
    p50Ms: z.number().nullable(),
    p95Ms: z.number().nullable(),
    p99Ms: z.number().nullable(),
  })
  .meta({ id: 'rates' });

/** An error of the compiler, of a check or of a start. Paths are relative to the environment's root. */
export const placedError = z
  .object({
    file: z.string().nullable(),
    line: z.int().nullable(),
    column: z.int().nullable(),
    message: z.string(),
    excerpt: z.array(z.tuple([z.int(), z.string()])).describe('Source lines around it: [number, text]'),
  })
  .meta({ id: 'placed-error' });

/** What was asked of the source behind a live build, and what came of it. */
export const check = z
  .object({
    kind: word(['vet', 'test']),
    outcome: word(['running', 'passed', 'failed']),
    durationMs: z.number().nullable(),
    errors: z.array(placedError),
  })
  .meta({ id: 'check' });
