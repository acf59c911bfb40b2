/** Every way in which the simulator itself can fail; the trouble of a service is state, never one of these. */
export const errorCodes = [
  'usage',
  'invalid-environment',
  'name-taken',
  'no-engine',
  'engine-too-old',
  'engine-permission',
  'engine-lost',
  'log-unreadable',
  'compose-failed',
  'image-unavailable',
  'go-unavailable',
  'controller-unreachable',
  'not-running',
  'other-version',
  'failed',
  'timed-out',
  'interrupted',
] as const;
export type SimErrorCode = (typeof errorCodes)[number];

/** Process exit codes, as `--help` documents them. */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  noEngine: 3,
  timedOut: 4,
  interrupted: 130,
} as const;

interface SimErrorOptions {
  readonly hint?: string;
  readonly detail?: string;
  readonly cause?: unknown;
}

/** A failure with a message for people, what to do next (`hint`) and, where there is one, the tool's own last words (`detail`). */
export class SimError extends Error {
  override readonly name = 'SimError';
  readonly hint: string | undefined;
  readonly detail: string | undefined;

  constructor(
    readonly code: SimErrorCode,
    message: string,
    options: SimErrorOptions = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.hint = options.hint;
    this.detail = options.detail;
  }
}

/** The exit code that a failed command ends with. */
export function exitCodeOf(error: unknown): number {
  if (!(error instanceof SimError)) return exitCodes.failed;
  switch (error.code) {
    case 'usage':
    case 'invalid-environment':
      return exitCodes.usage;
    case 'no-engine':
    case 'engine-too-old':
    case 'engine-permission':
    case 'engine-lost':
      return exitCodes.noEngine;
    case 'timed-out':
      return exitCodes.timedOut;
    case 'interrupted':
      return exitCodes.interrupted;
    default:
      return exitCodes.failed;
  }
}

/** The words of an unknown thrown value. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
