import { errorCodes, messageOf, SimError, type SimErrorCode } from '../errors.js';
import type { WireError } from './controller.js';

/** An error as it travels. */
export function wireOf(error: unknown): WireError {
  if (!(error instanceof SimError)) return { code: 'failed', message: messageOf(error) };
  const { code, message, hint, detail } = error;
  return { code, message, hint, detail };
}

/** The error that travelled. One of a kind that is not known here is a failure like any other. */
export function fromWire({ code, message, hint, detail }: WireError): SimError {
  return new SimError(isKnown(code) ? code : 'failed', message, {
    ...(hint === undefined ? {} : { hint }),
    ...(detail === undefined ? {} : { detail }),
  });
}

function isKnown(code: string): code is SimErrorCode {
  const known: readonly string[] = errorCodes;
  return known.includes(code);
}
