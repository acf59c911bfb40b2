/*
 * The words of the contract that are known today. A later version may add some, so a reader accepts any string and shows a word that it
 * does not know as it is.
 */

/** What a service, or one of its instances, is doing. `src/README.md` defines each. */
export const serviceWords = [
  'declared',
  'fetching',
  'unavailable',
  'waiting',
  'building',
  'starting',
  'ready',
  'degraded',
  'done',
  'unhealthy',
  'paused',
  'detached',
  'failed',
  'restarting',
  'stopping',
  'stopped',
  'unknown',
] as const;

/** The engine's own health words; `none`: no health check. */
export const healthWords = ['none', 'starting', 'healthy', 'unhealthy'] as const;

/** What a service is for; the words of `x-sim.kind`. */
export const kindWords = [
  'gateway',
  'service',
  'worker',
  'database',
  'cache',
  'queue',
  'metrics',
  'logs',
  'traces',
  'load',
  'tool',
] as const;

/** Which code of a `go` service answers. `src/README.md` defines each. */
export const codeWords = ['none', 'building', 'live', 'stale', 'pinned'] as const;

/** What became of a build. */
export const outcomeWords = [
  'building',
  'built',
  'starting',
  'live',
  'failed',
  'unchanged',
  'cancelled',
  'rejected',
  'rolled-back',
] as const;

/** What the engine says a container is doing. */
export const containerWords = [
  'created',
  'running',
  'paused',
  'restarting',
  'removing',
  'exited',
  'dead',
] as const;

/** How good or bad a line of the story is. */
export const levelWords = ['info', 'good', 'warn', 'bad'] as const;

/** How far `up` has come. */
export const startWords = ['ready', 'failed', 'started', 'starting'] as const;

/** Whether the engine, or the agent, answers. */
export const linkWords = ['unknown', 'connected', 'lost'] as const;

/** Whether the image of a service is there. */
export const imageWords = ['unknown', 'fetching', 'ready', 'unavailable'] as const;

/** Where an image came from. */
export const imageSourceWords = ['present', 'registry', 'local-recipe', 'built'] as const;
