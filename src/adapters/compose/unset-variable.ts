/**
 * The variable that a line of Compose warns about because a file uses it and it is not set; `undefined`: the line is no such warning. Compose
 * takes it as empty, which is often a mistake: a `$` in a password is read as the beginning of a variable.
 */
export function unsetVariable(line: string): string | undefined {
  return /The \\?"([^"\\]+)\\?" variable is not set\. Defaulting to a blank string/.exec(line)?.[1];
}
