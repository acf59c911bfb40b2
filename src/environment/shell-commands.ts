import { type Scope, valueIn, variableAt } from './dockerfile-words.js';

/** A word of a command as a shell would pass it on. */
export interface ShellWord {
  readonly text: string;
  /** `false`: part of it is known to a running shell alone. */
  readonly known: boolean;
}

/** The commands of a line for `/bin/sh`, in their order. */
export interface ShellLine {
  readonly commands: readonly (readonly ShellWord[])[];
  /** `true`: it is one command without redirections, pipes or patterns. */
  readonly simple: boolean;
}

/**
 * Reads a line for `/bin/sh` as far as commands can be told without running it. A variable that `scope` does not have is empty
 * with `unset: 'empty'` or where its name is in `unset`, else its word is not known.
 */
export function shellCommands(
  line: string,
  scope: Scope,
  unset: 'empty' | 'unknown' | readonly string[],
): ShellLine {
  const commands: ShellWord[][] = [[]];
  let simple = true;
  let word: { text: string; known: boolean } | undefined;
  const open = () => {
    word ??= { text: '', known: true };
    return word;
  };
  const close = () => {
    if (word !== undefined) commands.at(-1)?.push(word);
    word = undefined;
  };
  const variable = (at: number, quoted: boolean): number => {
    const found = variableAt(line, at);
    if (found === undefined) {
      // `$(…)`, `$1`, `$@` and the like.
      const substituted = line[at + 1] === '(';
      open().known = false;
      return substituted ? closing(line, at + 1) : at + 1;
    }
    const isUnset = unset === 'empty' || (unset !== 'unknown' && unset.includes(found.name));
    const isKnown = isUnset || found.operator !== undefined || Object.hasOwn(scope, found.name);
    const value = valueIn(found, scope);
    if (!isKnown) open().known = false;
    else if (quoted) open().text += value;
    else {
      // Its value falls into words, and an empty one leaves none.
      for (const [index, part] of value.split(/[ \t\n]+/).entries()) {
        if (index > 0) close();
        if (part !== '') open().text += part;
      }
    }
    return found.end - 1;
  };
  for (let at = 0; at < line.length; at += 1) {
    const sign = line[at] ?? '';
    if (sign === '\\') {
      at += 1;
      if (line[at] !== '\n') open().text += line[at] ?? '';
    } else if (sign === "'") {
      const end = line.indexOf("'", at + 1);
      open().text += line.slice(at + 1, end === -1 ? undefined : end);
      at = end === -1 ? line.length : end;
    } else if (sign === '"') {
      open();
      for (at += 1; at < line.length && line[at] !== '"'; at += 1) {
        if (line[at] === '$') at = variable(at, true);
        else if (line[at] === '\\' && '"$\\`'.includes(line[at + 1] ?? ' ')) {
          at += 1;
          open().text += line[at] ?? '';
        } else if (line[at] === '`') open().known = false;
        else open().text += line[at] ?? '';
      }
    } else if (sign === '$') at = variable(at, false);
    else if (sign === '`') {
      open().known = false;
      at = Math.max(at, line.indexOf('`', at + 1));
    } else if (sign === '#' && word === undefined) {
      const end = line.indexOf('\n', at);
      at = end === -1 ? line.length : end - 1;
    } else if (/[ \t\r]/.test(sign)) close();
    else if (/[;&|\n(){}]/.test(sign) && !(/[{}]/.test(sign) && word !== undefined)) {
      close();
      if ((commands.at(-1)?.length ?? 0) > 0) commands.push([]);
      if (sign !== '\n') simple = false;
    } else if (sign === '<' || sign === '>') {
      close();
      simple = false;
    } else {
      if (/[*?[~]/.test(sign)) simple = false;
      open().text += sign;
    }
  }
  close();
  const found = commands.filter((command) => command.length > 0);
  return { commands: found, simple: simple && found.length <= 1 };
}

/** The index of the bracket that closes the one at `at`. */
function closing(line: string, at: number): number {
  let depth = 0;
  for (let end = at; end < line.length; end += 1) {
    if (line[end] === '(') depth += 1;
    if (line[end] === ')') depth -= 1;
    if (depth === 0) return end;
  }
  return line.length;
}
