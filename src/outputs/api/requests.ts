import { z } from 'zod';
import type { Wish } from '../../state/core/event.js';
import { serviceNamePattern } from './names.js';
import type { UpRequest } from './protocol.js';

/** What the controller takes for an `UpRequest`. */
export const upRequestSchema: z.ZodType<UpRequest> = z.strictObject({
  stacks: z.array(z.string().min(1)),
  files: z
    .strictObject({
      paths: z.array(z.string().min(1)).min(1),
      namedBy: z.enum(['option', 'variable', 'folder']),
      input: z.string().optional(),
      services: z.array(z.string().min(1)),
    })
    .optional(),
  envFiles: z.array(z.string().min(1)).optional(),
  cwd: z.string(),
  profiles: z.array(z.string()),
  images: z.enum(['auto', 'registry', 'local']),
  watch: z.boolean(),
  vet: z.boolean().optional(),
  test: z.boolean().optional(),
  remark: z.string().optional(),
  env: z.record(z.string(), z.string()).optional(),
});

const service = z.string().regex(serviceNamePattern);

/** The wishes that a client may send. */
export const wishSchema: z.ZodType<Wish> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('down.requested'), volumes: z.boolean() }),
  z.strictObject({ kind: z.literal('start.requested'), service }),
  z.strictObject({ kind: z.literal('stop.requested'), service }),
  z.strictObject({ kind: z.literal('restart.requested'), service }),
  z.strictObject({ kind: z.literal('rebuild.requested'), service }),
  z.strictObject({ kind: z.literal('pin.requested'), service, build: z.int().positive() }),
  z.strictObject({ kind: z.literal('unpin.requested'), service }),
]);
