/** Where a command is read that somebody is to type. */
export interface TypedWhere {
  /** The environment of every command that is typed there, whose name goes without saying; `undefined`: none does. */
  readonly meant: string | undefined;
  /** How Sim is called there: `sim` where it lies on the PATH; `undefined`: `bin/sim`. */
  readonly program?: string | undefined;
}

/** A command as the user must type it for this environment: `commandFor('newcomer', 'down')` is `bin/sim down --name newcomer`. */
export function commandFor(
  name: string,
  verb: string,
  { meant, program }: TypedWhere = { meant: undefined },
): string {
  return programIn(`bin/sim ${verb}${name === meant ? '' : ` --name ${name}`}`, program);
}

/** What somebody is told to type, by the name that Sim has where it is typed. */
export function programIn(text: string, program: string | undefined): string {
  return program === undefined ? text : text.replaceAll(/(?<![\w/.-])bin\/sim\b/g, program);
}
