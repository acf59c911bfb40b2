import type { BuildError } from '../../../state/builds.js';
import { line, padLeft, styled } from '../line/line.js';
import { faint, type Line, type Style } from '../line/span.js';
import { wrapLine } from '../line/wrap-line.js';
import { placeOf } from '../words/build-words.js';

const alarm: Style = { colour: 'red', bold: true };

/** Where and what, in one line. */
export function errorHead(error: BuildError): Line {
  const place = placeOf(error);
  return line(
    styled(place === '' ? '' : `${place}: `, { bold: true }),
    styled(error.message, { colour: 'red' }),
  );
}

/** One error: where, what, and the source around it with the column marked. */
export function errorLines(error: BuildError, width: number): readonly Line[] {
  const numberWidth = Math.max(0, ...error.excerpt.map(([number]) => String(number).length));
  const source = error.excerpt.flatMap(([number, text]) => {
    const hit = number === error.line;
    const shown = line(
      styled(hit ? '▸ ' : '  ', alarm),
      padLeft(styled(String(number), hit ? alarm : faint), numberWidth),
      styled(' │ ', faint),
      styled(text, hit ? { bold: true } : faint),
    );
    if (!hit || error.column === undefined) return [shown];
    const indent = expandedColumn(text, error.column);
    return [
      shown,
      line(' '.repeat(2 + numberWidth), styled(' │ ', faint), ' '.repeat(indent), styled('^', alarm)),
    ];
  });
  return [...wrapLine(errorHead(error), width), ...source];
}

/** Where a column of the source stands on the screen: a tab takes two. The compiler counts bytes from 1. */
function expandedColumn(text: string, column: number): number {
  const before = text.slice(0, Math.max(0, column - 1));
  return before.length + [...before].filter((character) => character === '\t').length;
}
