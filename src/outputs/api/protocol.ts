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
  vet: z.boolean().optional(),
  test: z.boolean().optional(),
  /** The variables of whoever typed `up`: Compose fills them in. Never logged, never shown. */
  env: z.record(z.string(), z.string()).optional(),
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

/** Names the shapes of what travels; put in when Sim is compiled. Two sides that differ here don't understand each other. */
export const protocolName = process.env.SIM_PROTOCOL ?? 'not compiled';

/** What a controller says of itself. */
export interface ControllerIdentity {
  readonly pid: number;
  readonly version: string;
  readonly startedAt: number;
  readonly protocol: string;
}

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
