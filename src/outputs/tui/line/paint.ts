import { toAscii } from './ascii.js';
import type { Colour, Line, Style } from './span.js';

/** What the terminal can show. */
export interface TerminalLook {
  readonly colours: boolean;
  readonly unicode: boolean;
}

const colourCodes: Record<Colour, number> = {
  red: 31,
  green: 32,
  yellow: 33,
  blue: 34,
  magenta: 35,
  cyan: 36,
};

/** The line as text for the terminal. Without colours, bold, dim and inverse stay: they are no colours. */
export function paint(content: Line, look: TerminalLook): string {
  let painted = '';
  for (const { text, style } of content) {
    if (text === '') continue;
    const shown = look.unicode ? text : toAscii(text);
    const codes = codesOf(style, look.colours);
    painted += codes === '' ? shown : `\u001b[${codes}m${shown}\u001b[0m`;
  }
  return painted;
}

function codesOf(style: Style, colours: boolean): string {
  const codes: number[] = [];
  if (style.bold) codes.push(1);
  if (style.dim) codes.push(2);
  if (style.inverse) codes.push(7);
  if (style.colour !== undefined && colours) codes.push(colourCodes[style.colour]);
  return codes.join(';');
}
