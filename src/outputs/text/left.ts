import { commandFor } from './commands.js';

/** What becomes of an environment that its `up` leaves alone, and how to end it; `starting`: not all of it runs yet. `meant`: see `commandFor`. */
export function leftText(name: string, starting: boolean, meant?: string): string {
  return starting
    ? `${name} goes on starting in the background; ${commandFor(name, 'attach', meant)} shows it, ${commandFor(name, 'down', meant)} ends it`
    : `${name} runs on; ${commandFor(name, 'down', meant)} ends it`;
}
