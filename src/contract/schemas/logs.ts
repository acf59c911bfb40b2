import { z } from 'zod';
import { errorSchema } from './error.js';
import { time, word } from './fields.js';

/** One line that a container wrote; control sequences stripped, secrets masked. */
export const logLineSchema = z.object({
  at: time.describe('With microseconds, as the engine stamped it'),
  service: z.string(),
  instance: z.int().optional().describe('Which instance wrote it; absent where its service has one alone'),
  stream: word(['stdout', 'stderr']),
  text: z.string(),
});

/** Why lines of a service are missing, told once, in its place among the lines. */
export const logRemarkSchema = z.object({ service: z.string(), remark: z.string() });

/** The last line of logs that end because of an error. */
export const logsEndSchema = z.object({ error: errorSchema });

/** A line of what `GET /v1/logs` answers, each by itself JSON; `logs --json` prints the first kind alone. */
export const logsSchema = z.union([logLineSchema, logRemarkSchema, logsEndSchema]);
