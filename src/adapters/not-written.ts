import { messageOf, SimError } from '../errors.js';

/** What is said where a file or folder of an environment can't be written. */
export function notWritten(path: string, error: unknown): SimError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  return new SimError('failed', `could not write ${path}: ${messageOf(error)}`, {
    hint: full
      ? 'The disk is full: free some space, then run the same command again.'
      : 'Sim keeps the state of an environment in .sim/: make that folder writable for you.',
    cause: error,
  });
}
