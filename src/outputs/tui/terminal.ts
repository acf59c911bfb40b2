import type { TerminalLook } from './line/paint.js';

type Variables = Readonly<Record<string, string | undefined>>;

/** Why the terminal view cannot be shown here; `undefined` where it can. Plain output serves instead. */
export function whyNoTerminalView(
  stdout: { readonly isTTY?: boolean },
  stdin: { readonly isTTY?: boolean },
  variables: Variables,
): string | undefined {
  if (stdout.isTTY !== true) return 'the output is not a terminal';
  if (stdin.isTTY !== true) return 'the input is not a terminal';
  if (variables.TERM === 'dumb') return 'TERM is dumb';
  return undefined;
}

/** What the terminal can show, by its environment variables: NO_COLOR, TERM and the locale. */
export function terminalLook(variables: Variables, platform: NodeJS.Platform): TerminalLook {
  return {
    colours: (variables.NO_COLOR ?? '') === '',
    unicode: showsUnicode(variables, platform),
  };
}

function showsUnicode(variables: Variables, platform: NodeJS.Platform): boolean {
  // The kernel's own console has too few glyphs in its font.
  if (variables.TERM === 'linux') return false;
  const locale = [variables.LC_ALL, variables.LC_CTYPE, variables.LANG].find((value) => value);
  if (locale !== undefined) return /utf-?8/i.test(locale);
  return platform === 'darwin' || platform === 'win32';
}
