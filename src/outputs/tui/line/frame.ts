import { line, lineWidth, pad, styled, truncate } from './line.js';
import type { Line, Style } from './span.js';

/** A framed panel of exactly `width` columns: a title in the upper edge, a note in the lower one. */
export function framed(
  title: Line,
  body: readonly Line[],
  width: number,
  style: Style,
  note: Line = [],
): readonly Line[] {
  const inner = width - 4;
  return [
    edge('╭', title, [], '╮', width, style),
    ...body.map((content) => line(styled('│ ', style), pad(content, inner), styled(' │', style))),
    edge('╰', [], note, '╯', width, style),
  ];
}

/** A rule over the whole width with a title in it. */
export function titledRule(title: Line, width: number, style: Style): Line {
  return edge('─', title, [], '─', width, style);
}

function edge(left: string, title: Line, note: Line, right: string, width: number, style: Style): Line {
  const shownTitle = title.length === 0 ? [] : line(' ', truncate(title, width - 6), ' ');
  const shownNote = note.length === 0 ? [] : line(' ', truncate(note, width - 6), ' ');
  const rest = Math.max(0, width - 4 - lineWidth(shownTitle) - lineWidth(shownNote));
  return line(
    styled(`${left}─`, style),
    shownTitle,
    styled('─'.repeat(rest), style),
    shownNote,
    styled(`─${right}`, style),
  );
}
