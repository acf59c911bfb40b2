import { z } from 'zod';

/** Compose's own rule for a service's name. */
const service = z.string().regex(/^[a-zA-Z0-9._-]+$/);

/** One instance of the service; absent: all of them. */
const index = z.int().positive().optional();

/** Compose files that somebody names. */
const namedFiles = z.object({
  paths: z
    .array(z.string().min(1))
    .min(1)
    .describe(
      "Files, folders that have some, and - for input; relative to the request's cwd, later ones override",
    ),
  namedBy: z
    .enum(['option', 'variable', 'folder'])
    .describe('variable: by COMPOSE_FILE; folder: by nobody, they lie where up was typed, or above'),
  input: z.string().optional().describe('What was on standard input, where a path is -'),
  services: z
    .array(z.string().min(1))
    .describe('The services to start, with all that they depend on; empty: all that are enabled'),
});

/** What `up` asks of a controller; sent again by each further `up`. */
export const upRequestSchema = z.object({
  stacks: z
    .array(z.string().min(1))
    .describe('Folders of stacks/; nobody looks at them where files are named'),
  files: namedFiles.optional(),
  envFiles: z
    .array(z.string().min(1))
    .optional()
    .describe('Files of variables instead of .env, relative to cwd; later ones win'),
  cwd: z.string().describe('Absolute: the folder in which up was typed'),
  profiles: z.array(z.string()),
  scale: z
    .record(z.string(), z.int().min(0).max(1000))
    .optional()
    .describe('Service -> how many instances, in the place of what the files say'),
  images: z.enum(['auto', 'registry', 'local']),
  watch: z.boolean(),
  vet: z.boolean().optional(),
  test: z.boolean().optional(),
  remark: z.string().optional().describe('What whoever typed it has to know of it, in a sentence'),
  env: z
    .record(z.string(), z.string())
    .optional()
    .describe('The variables of whoever typed up: Compose fills them in. Never logged, never shown'),
});

/**
 * What a client may ask for while an environment runs. A wish that says more than is known here is refused: half of it may be another
 * thing than was asked for.
 */
export const wishSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('down.requested'), volumes: z.boolean() }),
  z.strictObject({ kind: z.literal('start.requested'), service, index }),
  z.strictObject({ kind: z.literal('stop.requested'), service, index }),
  z.strictObject({ kind: z.literal('restart.requested'), service, index }),
  z
    .strictObject({ kind: z.literal('scale.requested'), service, replicas: z.int().min(0).max(1000) })
    .describe('So many instances, until the next up'),
  z.strictObject({ kind: z.literal('rebuild.requested'), service }),
  z
    .strictObject({ kind: z.literal('pin.requested'), service, build: z.int().positive() })
    .describe('Let this kept build answer, and stay with it whatever changes'),
  z.strictObject({ kind: z.literal('unpin.requested'), service }).describe('Follow the source again'),
]);

/** What a controller answers to a request: the fields that it does not know, and has ignored. */
export const acceptedSchema = z.object({ ignored: z.array(z.string()) });
