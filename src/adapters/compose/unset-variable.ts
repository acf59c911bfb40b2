/**
 * The variable of which a line of Compose warns that a file names it and nobody sets it; `undefined`: the line says something else. It
 * counts as empty then, which is often a slip: a `$` in a password asks for the variable behind it.
 */
export function unsetVariable(line: string): string | undefined {
  return /The \\?"([^"\\]+)\\?" variable is not set\. Defaulting to a blank string/.exec(line)?.[1];
}
