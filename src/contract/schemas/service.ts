import { z } from 'zod';
import {
  codeWords,
  containerWords,
  healthWords,
  imageSourceWords,
  imageWords,
  kindWords,
  serviceWords,
} from '../known-words.js';
import { check, placedError, time, word } from './fields.js';
import { secretList } from './secrets.js';

const code = z.object({
  state: word(codeWords),
  live: z.int().nullable().describe('The build that answers requests; null before the first'),
  latest: z
    .int()
    .nullable()
    .describe(
      'The newest build, whatever became of it; where its binary was nothing new, the one that it equals',
    ),
  errors: z.array(placedError).describe('Of the newest build, where it failed'),
  liveSince: time.nullable(),
  failed: word(['build', 'start'])
    .nullable()
    .describe('What of the newest build went wrong: its compilation, or it did not come up'),
  building: z
    .object({ number: z.int(), cause: z.string(), files: z.array(z.string()), startedAt: time })
    .nullable()
    .describe('The build now under way'),
  note: z.string().nullable(),
  late: z.string().nullable().describe('What its newest build answers, where that is not ready in time'),
  unheard: z.string().nullable().describe('Why it is not known which build answers; null where it is'),
  checks: z.array(check).describe('Of the live build, where the newest source answers'),
});

const image = z.object({
  reference: z.string().nullable(),
  source: word(imageSourceWords).nullable(),
  digest: z.string().nullable().describe("The registry's, where the image came from one"),
  standIns: z
    .array(z.object({ for: z.string(), by: z.string(), image: z.string().nullable() }))
    .describe('What is not what was named: the image itself, or bases of its build'),
  state: word(imageWords).nullable().describe('null where nobody has looked for it yet'),
  progress: z.string().nullable().describe('What is being done to have it'),
  refused: z
    .string()
    .nullable()
    .describe(
      'Why the one that the newest command asked for could not be had; what runs, if anything, is older',
    ),
});

const container = z.object({
  id: z.string(),
  name: z.string(),
  status: word(containerWords),
  startedAt: time.nullable(),
  restarts: z.int(),
  exitCode: z.int().nullable(),
});

const instance = z
  .object({
    index: z.int().describe('Its number, as Compose counts; there may be gaps. People write orders#2'),
    container: z.object({ id: z.string(), name: z.string() }).nullable(),
    state: word(serviceWords),
    health: word(healthWords),
    ready: z.boolean(),
    cause: z.string().nullable().describe('Why it is in this state'),
    build: z
      .int()
      .nullable()
      .describe('The build that answers in it; null of what is not built from Go source'),
    addresses: z.record(z.string(), z.string()).describe('By network, inside it'),
    urls: z.array(z.object({ label: z.string(), url: z.string() })),
    restarts: z.int(),
    since: time.nullable(),
  })
  .meta({ id: 'instance' });

/** A service as every output shows it. */
export const serviceSchema = z
  .object({
    name: z.string(),
    stack: z.string(),
    kind: word(kindWords),
    state: word(serviceWords),
    health: word(healthWords),
    ready: z.boolean(),
    background: z.boolean().describe('The environment is ready without it'),
    cause: z
      .string()
      .nullable()
      .describe('Why it is in this state, for people; null where the word says it all'),
    since: time.nullable().describe('When it became ready, or its container started'),
    image,
    urls: z.array(z.object({ label: z.string(), url: z.string() })),
    code: code.nullable().describe('null of what is not built from Go source'),
    configuration: z
      .object({
        file: z.string(),
        changedAt: time,
        refused: z.string().nullable().describe('What it said against it soon after'),
      })
      .nullable()
      .describe('The newest edit of its mounted configuration'),
    containers: z.array(container),
    probe: z
      .object({ at: time, exitCode: z.int(), output: z.string() })
      .nullable()
      .describe('What its health check said last'),
    evidence: z.array(z.string()).describe('The last log lines, where it failed'),
    remarks: z.array(z.string()),
    ends: z
      .object({
        count: z.int(),
        lastCode: z.int().nullable(),
        withinMs: z.number().describe('From the first of these ends until now'),
      })
      .nullable()
      .describe('How often it ended by itself, one end soon after the other'),
    replicas: z.object({ wanted: z.int(), ready: z.int() }),
    instances: z.array(instance),
    published: z.boolean().describe('Something of it is declared to be reached from this machine'),
    dependsOn: z.array(
      z.object({
        service: z.string(),
        condition: word(['service_started', 'service_healthy', 'service_completed_successfully']),
        required: z.boolean(),
      }),
    ),
    lacks: z
      .string()
      .nullable()
      .describe('What it lacks to be ready by its newest source and image; null: nothing'),
    failedForGood: z.boolean().describe('It failed, and nothing is under way that could change that'),
    secrets: secretList.optional().describe('In what status --secrets --json prints, and nowhere else'),
  })
  .meta({ id: 'service' });
