import { commandFor, type TypedWhere } from '../../words/commands.js';

/** What becomes of an environment that its `up` leaves alone, and how to end it; `starting`: not all of it runs yet. `where`: see `commandFor`. */
export function leftText(name: string, starting: boolean, where?: TypedWhere): string {
  return starting
    ? `${name} goes on starting in the background; ${commandFor(name, 'attach', where)} shows it, ${commandFor(name, 'down', where)} ends it`
    : `${name} runs on; ${commandFor(name, 'down', where)} ends it`;
}
