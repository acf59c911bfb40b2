import type { ContainerObservation } from './container.js';

/** How often a service has ended by itself, one end soon after the other. */
export interface Ends {
  readonly count: number;
  /** The exit code of the last end; `undefined` where it was not seen. */
  readonly lastCode: number | undefined;
  /** Milliseconds since the epoch. */
  readonly firstAt: number;
  readonly lastAt: number;
  /** Milliseconds since the epoch when it is tried again; `undefined` where that is not known. */
  readonly nextAt: number | undefined;
}

/** A service that has run for so long counts as staying: the engine, too, begins its restart delays anew then (moby, restartmanager). */
export const stayingMs = 10_000;

/** The ends with one more; after a long run counting begins anew. */
export function endsWith(
  before: Ends | undefined,
  end: {
    readonly at: number;
    readonly code: number | undefined;
    readonly ranForMs: number;
    readonly count?: number;
    readonly nextAt?: number | undefined;
  },
): Ends {
  const { at, code, ranForMs, count = 1, nextAt } = end;
  const isNew = before === undefined || ranForMs >= stayingMs;
  return {
    count: count + (isNew ? 0 : before.count),
    lastCode: code ?? (isNew ? undefined : before.lastCode),
    firstAt: isNew ? at : before.firstAt,
    lastAt: at,
    nextAt,
  };
}

/** The ends of a container after two observations of it, `was` and then `is`. */
export function endsSeen(
  before: Ends | undefined,
  was: ContainerObservation | undefined,
  is: ContainerObservation,
  at: number,
): Ends | undefined {
  if (was === undefined || was.id !== is.id) return undefined;
  const isEnd = (is.status === 'exited' || is.status === 'dead') && was.status !== is.status;
  const count = Math.max(0, is.restarts - was.restarts) + (isEnd && was.startedAt !== undefined ? 1 : 0);
  if (count === 0) return before;
  const endedAt = is.finishedAt ?? at;
  const ranForMs = Math.max(0, endedAt - (was.startedAt ?? endedAt));
  return endsWith(before, { at: endedAt, code: is.exitCode, ranForMs, count });
}

/** Whether a container has ended more than once and has not run for 10 s since, so that it is not counted as running. */
export function keepsEnding(
  { ends, container }: { readonly ends: Ends | undefined; readonly container: ContainerObservation },
  at: number,
): boolean {
  if (ends === undefined || ends.count < 2) return false;
  return container.status !== 'running' || at - Math.max(ends.lastAt, container.startedAt ?? 0) < stayingMs;
}

/** What is said of an end counts the time since: while a container keeps ending it is said anew each second. */
export const saidAgainMs = 1000;
