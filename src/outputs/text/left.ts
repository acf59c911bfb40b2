import { commandFor } from './commands.js';

/** What becomes of an environment that its `up` leaves alone, and how to end it; `starting`: not all of it runs yet. */
export function leftText(name: string, starting: boolean): string {
  return starting
    ? `${name} goes on starting in the background; ${commandFor(name, 'attach')} shows it, ${commandFor(name, 'down')} ends it`
    : `${name} runs on; ${commandFor(name, 'down')} ends it`;
}
