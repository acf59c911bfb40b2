import { messageOf, SimError } from '../../errors.js';
import type { WireError } from './protocol.js';

/** An error as it travels. */
export function wireOf(error: unknown): WireError {
  if (!(error instanceof SimError)) return { code: 'failed', message: messageOf(error) };
  const { code, message, hint, detail } = error;
  return { code, message, hint, detail };
}

/** The error that travelled. */
export function fromWire({ code, message, hint, detail }: WireError): SimError {
  return new SimError(code, message, {
    ...(hint === undefined ? {} : { hint }),
    ...(detail === undefined ? {} : { detail }),
  });
}
