import { messageOf, SimError } from '../errors.js';

const ofAnEnvironment = 'Sim keeps the state of an environment in .sim/: make that folder writable for you.';

/** What is said where a file or folder can't be written, by default one of an environment. */
export function notWritten(path: string, error: unknown, hint = ofAnEnvironment): SimError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  return new SimError('failed', `could not write ${path}: ${messageOf(error)}`, {
    hint: full ? 'The disk is full: free some space, then run the same command again.' : hint,
    cause: error,
  });
}
