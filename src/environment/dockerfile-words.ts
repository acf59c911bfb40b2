/** Values by name: variables and arguments that an instruction sees. */
export type Scope = Readonly<Record<string, string>>;

/**
 * One word of an instruction as BuildKit reads it: variables are filled in, quotes and backslashes are gone. A variable that is not
 * there is empty.
 */
export function expand(word: string, scope: Scope): string {
  let text = '';
  let quote = '';
  for (let at = 0; at < word.length; at += 1) {
    const sign = word[at] ?? '';
    if (quote === "'") {
      if (sign === "'") quote = '';
      else text += sign;
    } else if (sign === '\\' && at + 1 < word.length) {
      const next = word[at + 1] ?? '';
      // Between double quotes a backslash stands for itself before most characters.
      text += quote === '"' && !'"$\\'.includes(next) ? `\\${next}` : next;
      at += 1;
    } else if (sign === '"') quote = quote === '"' ? '' : '"';
    else if (sign === "'" && quote === '') quote = "'";
    else if (sign === '$') {
      const variable = variableAt(word, at);
      text += variable === undefined ? '$' : valueIn(variable, scope);
      at = variable === undefined ? at : variable.end - 1;
    } else text += sign;
  }
  return text;
}

/** A variable in a text: `$NAME`, `${NAME}`, `${NAME:-word}`. */
export interface Variable {
  readonly name: string;
  /** `:-`, `-`, `:+`, `+`, `:?`, `?`; `undefined`: none. */
  readonly operator: string | undefined;
  readonly word: string;
  /** The index behind it. */
  readonly end: number;
}

/** The variable that begins at a dollar; `undefined` where none does. */
export function variableAt(text: string, at: number): Variable | undefined {
  const plain = /^\$(\w+)/.exec(text.slice(at));
  if (plain !== null) {
    return { name: plain[1] ?? '', operator: undefined, word: '', end: at + plain[0].length };
  }
  const name = /^\$\{(\w+)/.exec(text.slice(at));
  if (name === null) return undefined;
  const from = at + name[0].length;
  let depth = 1;
  let end = from;
  for (; end < text.length && depth > 0; end += 1) {
    if (text[end] === '{') depth += 1;
    if (text[end] === '}') depth -= 1;
  }
  if (depth > 0) return undefined;
  const inside = text.slice(from, end - 1);
  const operator = /^:?[-+?]/.exec(inside)?.[0];
  return { name: name[1] ?? '', operator, word: inside.slice(operator?.length ?? 0), end };
}

/** What stands in a variable's place. */
export function valueIn({ name, operator, word }: Variable, scope: Scope): string {
  const value = Object.hasOwn(scope, name) ? scope[name] : undefined;
  const isSet = value !== undefined && !(operator?.startsWith(':') === true && value === '');
  switch (operator?.at(-1)) {
    case '-':
      return isSet ? (value ?? '') : expand(word, scope);
    case '+':
      return isSet ? expand(word, scope) : '';
    default:
      return value ?? '';
  }
}

/** Words between spaces; quotes hold one together and stay in it, as backslashes do. */
export function splitWords(text: string): readonly string[] {
  return text.match(/(?:\\.|"(?:\\.|[^"\\])*"|'[^']*'|[^\s\\"']|["'\\])+/g) ?? [];
}

/** The JSON form of an instruction's words; `undefined`: it has the shell form. */
export function jsonWords(rest: string): readonly string[] | undefined {
  if (!rest.startsWith('[')) return undefined;
  try {
    const parsed: unknown = JSON.parse(rest);
    const words = Array.isArray(parsed) ? parsed : [undefined];
    return words.every((word) => typeof word === 'string') ? words : undefined;
  } catch {
    return undefined;
  }
}

/** The options before an instruction's words (`--from=build`), and the rest. */
export function withoutOptions(rest: string): {
  readonly options: Readonly<Record<string, string>>;
  readonly words: string;
} {
  const options: Record<string, string> = {};
  let words = rest;
  for (let next = optionAt(words); next !== null; next = optionAt(words)) {
    options[next[1] ?? ''] = next[2] ?? '';
    words = words.slice(next[0].length);
  }
  return { options, words };
}

function optionAt(text: string): RegExpExecArray | null {
  return /^--([a-z-]+)(?:=((?:"[^"]*"|'[^']*'|\S)*))?(?:\s+|$)/.exec(text);
}

/** `NAME=value` pairs as they are written, or the old form of ENV: a name, and all that follows it. */
export function pairs(rest: string): readonly (readonly [name: string, value: string | undefined])[] {
  const words = splitWords(rest);
  return words.map((word) => {
    const at = word.indexOf('=');
    return at === -1 ? ([word, undefined] as const) : ([word.slice(0, at), word.slice(at + 1)] as const);
  });
}
