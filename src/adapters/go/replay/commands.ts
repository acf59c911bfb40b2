/** A call of a tool: its path and its arguments. */
export type Command = readonly [string, ...string[]];

/** Reads a command as the action graph gives it: parts between spaces, those with something special in them as Go quotes text. */
export function parseCommand(line: string): Command | undefined {
  const parts = line.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? [];
  try {
    // Go has escapes that JSON doesn't know, for characters that no command of a build has.
    const [tool, ...args] = parts.map((part) => (part.startsWith('"') ? String(JSON.parse(part)) : part));
    return tool === undefined ? undefined : [tool, ...args];
  } catch {
    return undefined;
  }
}

/** Whatever makes a package out of more than its Go files, or not in its own folder only. */
const beyond = /^-(symabis|asmhdr|pgoprofile|coveragecfg)(=|$)/;

/** The command that alone made a package of Go files; `undefined` where it took more than that. */
export function compileCommand(lines: readonly string[]): Command | undefined {
  const command = lines.length === 1 ? parseCommand(lines[0] ?? '') : undefined;
  if (command === undefined || !/\/compile$/.test(command[0])) return undefined;
  if (command.some((arg) => beyond.test(arg)) || !command.at(-1)?.endsWith('.go')) return undefined;
  // Rewrites of more than the work folder come with `-trimpath` and `-overlay`, whose files nobody watches.
  return flagValue(command, '-trimpath')?.includes(';') ? undefined : command;
}

/** The command that made the binary, by Go's own linker. */
export function linkCommand(lines: readonly string[]): Command | undefined {
  const command = lines.length === 1 ? parseCommand(lines[0] ?? '') : undefined;
  return command !== undefined && /\/link$/.test(command[0]) ? command : undefined;
}

/** What follows a flag. */
export function flagValue(command: Command, flag: string): string | undefined {
  const at = command.indexOf(flag);
  return at === -1 ? undefined : command[at + 1];
}

/** The arguments of a command with other values for some of its flags. */
export function withValues(command: Command, values: Readonly<Record<string, string>>): readonly string[] {
  return command.slice(1).map((arg, i) => values[command[i] ?? ''] ?? arg);
}

/** An importcfg: where the archive of each package is, and lines of other kinds. */
export interface ImportConfig {
  readonly archives: Readonly<Record<string, string>>;
  readonly others: readonly string[];
}

/** Reads an importcfg. */
export function parseImports(text: string): ImportConfig {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const named = lines.map((line) => /^packagefile ([^=]+)=(.*)$/.exec(line));
  return {
    archives: Object.fromEntries(named.flatMap((match) => (match?.[1] ? [[match[1], match[2] ?? '']] : []))),
    others: lines.filter((_, i) => named[i] === null),
  };
}

/** Writes an importcfg. */
export function importLines(
  packages: Iterable<string>,
  archives: Readonly<Record<string, string>>,
  others: readonly string[],
): string {
  const files = [...packages].map((name) => `packagefile ${name}=${archives[name]}`);
  return [...files, ...others, ''].join('\n');
}
