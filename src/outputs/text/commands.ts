import { environmentByVariable } from '../../environment/compose-variables.js';
import { defaultEnvironmentName } from '../../environment/environment.js';

/** A command as the user must type it for this environment: `commandFor('newcomer', 'down')` is `bin/sim down --name newcomer`. */
export function commandFor(
  name: string,
  verb: string,
  variables: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const isMeantAnyway = name === defaultEnvironmentName && environmentNamed(variables) === name;
  return `bin/sim ${verb}${isMeantAnyway ? '' : ` --name ${name}`}`;
}

/** The environment that a command is about where no `--name` is typed. */
export function environmentNamed(variables: Readonly<Record<string, string | undefined>>): string {
  return environmentByVariable(variables) ?? defaultEnvironmentName;
}
