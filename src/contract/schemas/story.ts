import { z } from 'zod';
import { levelWords, serviceWords } from '../known-words.js';
import { schema, time, word } from './fields.js';

/** What was done or seen, and why. */
export const storySchema = z.object({
  schema,
  environment: z.string(),
  entries: z
    .array(
      z.object({
        number: z.int().describe('Grows with each entry'),
        at: time.describe('When it first happened'),
        service: z.string().nullable(),
        text: z.string(),
        cause: z.string().nullable(),
        level: word(levelWords),
        repeats: z
          .object({ count: z.int(), lastAt: time })
          .nullable()
          .describe('How often it has come in all, and when last; null where once'),
      }),
    )
    .describe('Newest last; the last 300'),
});

/** One link of the chain of causes; what it rests on comes below it. */
const cause = z
  .object({
    service: z.string(),
    state: word(serviceWords),
    cause: z.string().optional(),
    trouble: z.string().optional().describe('What is wrong with it though it is ready'),
    edit: z.string().optional().describe('The newest edit that may have brought it about'),
    evidence: z.array(z.string()),
    history: z.array(
      z.object({
        at: z.number().describe('Milliseconds since the epoch'),
        text: z.string(),
        cause: z.string().optional(),
        repeats: z.object({ count: z.int(), lastAt: z.number() }).optional(),
      }),
    ),
    get because() {
      return z.array(cause);
    },
  })
  .meta({ id: 'cause' });

/** What `why --json` prints. */
export const whySchema = cause.extend({ schema });
