import { messageOf } from '../errors.js';

/** The engine's own words, without dockerode's `(HTTP code 500) server error - ` before them. */
export function engineSaid(error: unknown): string {
  return messageOf(error)
    .replace(/^\(HTTP code \d+\) [^-]*- /, '')
    .trim();
}
