import { z } from 'zod';
import type { SimErrorCode } from '../../errors.js';
import { serviceNamePattern } from './names.js';

/** What `up` asks of a controller; sent again by each further `up`. */
export const upRequestSchema = z.strictObject({
  stacks: z.array(z.string().min(1)),
  file: z.string().optional(),
  /** Absolute: what `file` is relative to. */
  cwd: z.string(),
  profiles: z.array(z.string()),
  images: z.enum(['auto', 'registry', 'local']),
  watch: z.boolean(),
});
export type UpRequest = z.infer<typeof upRequestSchema>;

const service = z.string().regex(serviceNamePattern);

/** The wishes that a client may send. */
export const wishSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('down.requested'), volumes: z.boolean() }),
  z.strictObject({ kind: z.literal('start.requested'), service }),
  z.strictObject({ kind: z.literal('stop.requested'), service }),
  z.strictObject({ kind: z.literal('restart.requested'), service }),
  z.strictObject({ kind: z.literal('rebuild.requested'), service }),
  z.strictObject({ kind: z.literal('pin.requested'), service, build: z.int().positive() }),
  z.strictObject({ kind: z.literal('unpin.requested'), service }),
]);

/** An error as it travels: what a SimError holds. */
export interface WireError {
  readonly code: SimErrorCode;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly detail?: string | undefined;
}

/** What a controller writes into `controller.json`. */
export const controllerRecordSchema = z.object({
  pid: z.int().positive(),
  socket: z.string(),
  startedAt: z.number(),
  version: z.string(),
});
export type ControllerRecord = z.infer<typeof controllerRecordSchema>;

/** Paths of the API; all below the socket. */
export const paths = {
  controller: '/v1/controller',
  snapshot: '/v1/snapshot',
  changes: '/v1/changes',
  up: '/v1/up',
  wishes: '/v1/wishes',
  logs: '/v1/logs',
  traces: '/v1/traces',
} as const;
