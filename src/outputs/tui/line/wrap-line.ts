import { lineWidth, sliceLine, truncate } from './line.js';
import { type Line, textWidth } from './span.js';

/** A line in at most `rows` lines of `width` columns, broken at blanks where there are any; what has no room then shows as `…`. */
export function wrapLine(content: Line, width: number, rows = Number.POSITIVE_INFINITY): readonly Line[] {
  const lines: Line[] = [];
  let rest = content;
  for (
    let left = lineWidth(rest);
    left > width && width > 0 && lines.length + 1 < rows;
    left = lineWidth(rest)
  ) {
    const text = textOf(sliceLine(rest, 0, width + 1));
    const blank = text.lastIndexOf(' ');
    const end = blank > 0 && text.slice(0, blank).trim() !== '' ? textWidth(text.slice(0, blank)) : width;
    lines.push(sliceLine(rest, 0, end));
    rest = sliceLine(rest, end + leadingBlanks(rest, end), left);
  }
  return [...lines, truncate(rest, width)];
}

function leadingBlanks(content: Line, from: number): number {
  const text = textOf(sliceLine(content, from, lineWidth(content)));
  return text.length - text.trimStart().length;
}

function textOf(content: Line): string {
  return content.map(({ text }) => text).join('');
}
