import { z } from 'zod';
import { codeWords, outcomeWords } from '../known-words.js';
import { check, placedError, schema, time, word } from './fields.js';

const build = z.object({
  number: z.int(),
  outcome: word(outcomeWords),
  cause: z.string(),
  files: z.array(z.string()).describe('What was edited'),
  requestedAt: time,
  startedAt: time,
  finishedAt: time.nullable(),
  phasesMs: z
    .record(z.string(), z.number())
    .describe('What each phase took: wait, list, compile, link, start, ready, drain'),
  path: word(['replay', 'go', 'kept']).nullable().describe('How its binary came about'),
  reason: z.string().nullable().describe('Why that way'),
  kept: z.boolean().describe('Its binary is still there'),
  errors: z.array(placedError),
  checks: z.array(check),
});

/** What `builds --json` prints. */
export const buildsSchema = z.object({
  schema,
  environment: z.string(),
  services: z.array(
    z.object({
      name: z.string(),
      state: word(codeWords),
      live: z.int().nullable(),
      instances: z
        .array(z.object({ index: z.int(), live: z.int().nullable() }))
        .optional()
        .describe('The build with which each container that runs answers; null: with none yet'),
      pinned: z.int().nullable(),
      note: z.string().nullable(),
      leftOut: z.array(z.string()).describe('What is not in its binary, in words'),
      kept: z.array(z.int()).describe('The builds whose binaries are still there, newest first'),
      builds: z.array(build).describe('Newest first'),
    }),
  ),
});
