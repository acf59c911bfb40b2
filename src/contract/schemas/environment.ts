import { z } from 'zod';
import { linkWords, startWords } from '../known-words.js';
import { time, word } from './fields.js';

/** What `down` removed and kept, by name. */
export const removalSchema = z.object({
  containers: z.array(z.string()),
  networks: z.array(z.string()),
  volumes: z.array(z.string()),
  keptVolumes: z.array(z.string()).describe('With data; they stay because they were not asked to go'),
  externalVolumes: z
    .array(z.string())
    .describe("Somebody else's (external: true): they stay, whatever was asked for"),
  unnamedVolumes: z
    .array(
      z.object({
        name: z.string(),
        service: z.string(),
        path: z.string().describe('Inside the container'),
        remounted: z.boolean().describe('The next up mounts it there again, where it was kept'),
      }),
    )
    .describe('Which of volumes and keptVolumes no Compose file names'),
});

/** The environment as a whole. */
export const environmentSchema = z.object({
  name: z.string(),
  goal: word(['up', 'down']).nullable(),
  removed: z.boolean().describe('Nothing of it is left: the controller is about to end'),
  startedAt: time.describe('When the controller began'),
  upRequestedAt: time.nullable(),
  readyAt: time.nullable().describe('When everything in the foreground was first ready after the newest up'),
  ready: z.boolean(),
  readyInMs: z.number().nullable(),
  readyCount: z.int(),
  awaitedCount: z.int(),
  waitingFor: z
    .array(z.object({ service: z.string(), cause: z.string() }))
    .describe('What is not ready and why, the first cause first'),
  outcome: word(startWords).describe('How far up has come'),
  provenAt: time.nullable().describe('From when on it is known that nothing of what is ready ends at once'),
  engine: z.object({
    state: word(linkWords),
    version: z.string().nullable(),
    detail: z.string().nullable(),
  }),
  agent: z.object({
    state: word(linkWords),
    detail: z.string().nullable(),
    blind: z.string().nullable().describe('What everybody who would see traffic has to know first'),
  }),
  down: z
    .object({
      volumes: z.boolean(),
      waitsFor: z.string().nullable(),
      failure: z.object({ at: time, detail: z.string() }).nullable(),
      removal: removalSchema.nullable(),
    })
    .nullable()
    .describe('null unless it goes down'),
});
