import { messageOf, SimError } from '../../errors.js';

/** The HTTP status of a failed call; `undefined` where the engine did not answer. */
function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return undefined;
  return typeof error.statusCode === 'number' ? error.statusCode : undefined;
}

function systemCodeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Whether what was asked for does not exist (any more). */
export function isGone(error: unknown): boolean {
  return statusOf(error) === 404;
}

/** Whether a container runs already, or has ended already. */
export function isNotModified(error: unknown): boolean {
  return statusOf(error) === 304;
}

/** Whether something is still in use. */
export function isInUse(error: unknown): boolean {
  return statusOf(error) === 409;
}

/** Whether something is already as asked: started, stopped, or being removed by somebody else. */
export function isUnchanged(error: unknown): boolean {
  return statusOf(error) === 304 || statusOf(error) === 409;
}

/** Whether the engine itself could not be asked, so that the error says nothing about what the call was about. */
export function isOfEngine(error: unknown): boolean {
  return statusOf(error) === undefined && systemCodeOf(error) !== undefined;
}

const lostCodes = ['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT', 'ECONNABORTED'];

/** The SimError for an error of dockerode. */
export function translate(error: unknown): SimError {
  if (error instanceof SimError) return error;
  const code = systemCodeOf(error);
  if (code === 'EACCES' || code === 'EPERM') {
    return new SimError('engine-permission', 'no permission to talk to the engine', {
      hint: "add yourself to the group 'docker' (sudo usermod -aG docker $USER), then log in again",
      cause: error,
    });
  }
  if (code !== undefined && lostCodes.includes(code)) {
    return new SimError('engine-lost', `the engine does not answer (${code})`, {
      hint: 'bin/sim doctor says what is wrong with it',
      cause: error,
    });
  }
  return new SimError('failed', engineWords(error), { cause: error });
}

/** dockerode wraps the engine's words: `(HTTP code 500) server error - <words>`. */
function engineWords(error: unknown): string {
  const message = messageOf(error);
  const dash = message.indexOf(' - ');
  return message.startsWith('(HTTP code') && dash > 0 ? message.slice(dash + 3).trim() : message;
}
