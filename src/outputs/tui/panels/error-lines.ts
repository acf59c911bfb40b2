import type { BuildError } from '../../../contract/views.js';
import { line, padLeft, styled } from '../line/line.js';
import { faint, type Line, type Style } from '../line/span.js';
import { wrapLine } from '../line/wrap-line.js';
import { placeOf } from '../words/build-words.js';

const alarm: Style = { colour: 'red', bold: true };

/** So many errors besides the first leave room for what else there is to know of a service. */
const mostOthers = 5;

/** Some errors: the first with the source around it. */
export function errorsLines([first, ...others]: readonly BuildError[], width: number): readonly Line[] {
  if (first === undefined) return [];
  const left = others.length - mostOthers;
  return [
    ...withSource(first, width),
    ...others.slice(0, mostOthers).flatMap((error) => told(error, width)),
    ...(left > 0 ? [styled(`… and ${left} more: bin/sim builds lists all`, faint)] : []),
  ];
}

/** Where and what, in as many lines as it takes. */
function told(error: BuildError, width: number): readonly Line[] {
  const place = placeOf(error);
  const [first = '', ...more] = error.message.split('\n').map((text) => styled(text, { colour: 'red' }));
  const head = line(styled(place === '' ? '' : `${place}: `, { bold: true }), first);
  return [head, ...more.map((rest) => line('  ', rest))].flatMap((content) => wrapLine(content, width));
}

/** One error, with the column marked. */
function withSource(error: BuildError, width: number): readonly Line[] {
  const numberWidth = Math.max(0, ...error.excerpt.map(([number]) => String(number).length));
  const source = error.excerpt.flatMap(([number, text]) => {
    const hit = number === error.line;
    const shown = line(
      styled(hit ? '▸ ' : '  ', alarm),
      padLeft(styled(String(number), hit ? alarm : faint), numberWidth),
      styled(' │ ', faint),
      styled(text, hit ? { bold: true } : faint),
    );
    if (!hit || error.column === null) return [shown];
    const indent = expandedColumn(text, error.column);
    return [
      shown,
      line(' '.repeat(2 + numberWidth), styled(' │ ', faint), ' '.repeat(indent), styled('^', alarm)),
    ];
  });
  return [...told(error, width), ...source];
}

/** Where a column of the source stands on the screen: a tab takes two. The compiler counts bytes from 1. */
function expandedColumn(text: string, column: number): number {
  const before = text.slice(0, Math.max(0, column - 1));
  return before.length + [...before].filter((character) => character === '\t').length;
}
