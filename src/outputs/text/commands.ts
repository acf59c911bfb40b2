import { defaultEnvironmentName } from '../../environment/environment.js';

/** A command as the user must type it for this environment: `commandFor('newcomer', 'down')` is `bin/sim down --name newcomer`. */
export function commandFor(name: string, verb: string): string {
  return `bin/sim ${verb}${name === defaultEnvironmentName ? '' : ` --name ${name}`}`;
}
