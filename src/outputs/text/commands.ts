/**
 * A command as the user must type it for this environment: `commandFor('newcomer', 'down')` is `bin/sim down --name newcomer`. `meant`: the
 * environment of every command that is typed in this folder, whose name goes without saying; `undefined`: none does.
 */
export function commandFor(name: string, verb: string, meant?: string): string {
  return `bin/sim ${verb}${name === meant ? '' : ` --name ${name}`}`;
}
