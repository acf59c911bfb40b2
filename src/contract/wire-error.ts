import { errorCodes, messageOf, SimError, type SimErrorCode } from '../errors.js';
import type { WireError } from './controller.js';

/** An error as JSON. What is no SimError becomes one of the code `failed`. */
export function wireOf(error: unknown): WireError {
  if (!(error instanceof SimError)) return { code: 'failed', message: messageOf(error) };
  const { code, message, hint, detail } = error;
  return { code, message, hint, detail };
}

/** The SimError that a JSON error describes. A code that is not known here becomes `failed`. */
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
