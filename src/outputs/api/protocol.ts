import type { SimErrorCode } from '../../errors.js';

/** Compose files that somebody names. */
export interface NamedFiles {
  /** Files, folders that have some, and `-` for `input`; relative to the request's `cwd`, later ones override. */
  readonly paths: readonly string[];
  /** `variable`: by `COMPOSE_FILE`. `folder`: by nobody, they lie where `up` was typed, or above. */
  readonly namedBy: 'option' | 'variable' | 'folder';
  /** What was on standard input, where a path is `-`. */
  readonly input?: string | undefined;
  /** The services to start, with all that they depend on; empty: all that are enabled. */
  readonly services: readonly string[];
}

/** What `up` asks of a controller; sent again by each further `up`. */
export interface UpRequest {
  /** Folders of `stacks/`; nobody looks at them where files are named. */
  readonly stacks: readonly string[];
  readonly files?: NamedFiles | undefined;
  /** Files of variables instead of `.env`, relative to `cwd`; later ones win. */
  readonly envFiles?: readonly string[] | undefined;
  /** Absolute: the folder in which `up` was typed. */
  readonly cwd: string;
  readonly profiles: readonly string[];
  readonly images: 'auto' | 'registry' | 'local';
  readonly watch: boolean;
  readonly vet?: boolean | undefined;
  readonly test?: boolean | undefined;
  /** What whoever typed it has to know of it, in a sentence. */
  readonly remark?: string | undefined;
  /** The variables of whoever typed `up`: Compose fills them in. Never logged, never shown. */
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/** An error as it travels: what a SimError holds. */
export interface WireError {
  readonly code: SimErrorCode;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly detail?: string | undefined;
}

/** What a controller writes into `controller.json`. */
export interface ControllerRecord {
  readonly pid: number;
  readonly socket: string;
  readonly startedAt: number;
  readonly version: string;
}

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
  look: '/v1/look',
  logs: '/v1/logs',
  traces: '/v1/traces',
  secrets: '/v1/secrets',
} as const;

/** The last line of logs that end because of an error. */
export interface LogsEnd {
  readonly error: WireError;
}
