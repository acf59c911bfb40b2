import type { DockerOptions } from 'dockerode';
import type { RunCommand } from '../commands.js';
import type { EngineSearch } from '../engine.js';

/** One thing that was looked at: fine, worth knowing, or in the way. */
export interface Check {
  readonly id: CheckId;
  readonly verdict: 'ok' | 'warn' | 'bad';
  /** What was found, for people. */
  readonly detail: string;
  /** What to do about it; `undefined` where nothing has to be done. */
  readonly remedy: string | undefined;
}

/** Everything that is looked at, in the order in which it is shown. */
export const checkIds = [
  'engine',
  'compose',
  'buildx',
  'disk',
  'memory',
  'ports',
  'go',
  'registry',
  'certificates',
  'node',
] as const;
export type CheckId = (typeof checkIds)[number];

/** The running container that has a port; `environment` is of Sim's own, `undefined` for others. */
export interface PortHolder {
  readonly container: string;
  readonly environment: string | undefined;
  readonly service: string | undefined;
}

/** What checks look with. */
export interface CheckContext {
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly run: RunCommand;
  readonly search: EngineSearch;
  /** The checkout. */
  readonly root: string;
  /** Ports of loopback that the default environment wants to publish. */
  readonly ports: readonly number[];
  /** Whose they are to be. */
  readonly environment: string;
  /** Asks the engine who has which port of loopback. */
  readonly portHolders: (engine: DockerOptions) => Promise<ReadonlyMap<number, PortHolder>>;
}

/** A check that found nothing to say against. */
export function ok(id: CheckId, detail: string): Check {
  return { id, verdict: 'ok', detail, remedy: undefined };
}

/** A check that found something that costs comfort, or only some of what Sim can do. */
export function warn(id: CheckId, detail: string, remedy: string): Check {
  return { id, verdict: 'warn', detail, remedy };
}

/** A check that found what keeps Sim from working. */
export function bad(id: CheckId, detail: string, remedy: string): Check {
  return { id, verdict: 'bad', detail, remedy };
}
