import { type Line, plain, type Span, type Style, sliceText, span, textWidth } from './span.js';

/** A line of one or more pieces; plain strings take the default look. */
export function line(...parts: readonly (string | Span | Line)[]): Line {
  return parts.flatMap((part) => (typeof part === 'string' ? [span(part)] : part));
}

/** A line in one style. */
export function styled(text: string, style: Style): Line {
  return [span(text, style)];
}

/** Columns that a line takes. */
export function lineWidth(content: Line): number {
  return content.reduce((sum, { text }) => sum + textWidth(text), 0);
}

/** The part of a line between two columns, filled with blanks where a wide character was cut in two. */
export function sliceLine(content: Line, from: number, to: number): Line {
  const cut: Span[] = [];
  let at = 0;
  for (const piece of content) {
    const width = textWidth(piece.text);
    const start = Math.max(from - at, 0);
    const end = Math.min(to - at, width);
    if (start < end) {
      const text = sliceText(piece.text, start, end);
      const missing = end - start - textWidth(text);
      const lead = Math.min(missing, halfBefore(piece.text, start));
      const filled = missing > 0 ? ' '.repeat(lead) + text + ' '.repeat(missing - lead) : text;
      cut.push({ text: filled, style: piece.style });
    }
    at += width;
    if (at >= to) break;
  }
  return cut;
}

/** Columns of a wide character that a cut at `column` leaves on its right side. */
function halfBefore(text: string, column: number): number {
  const before = textWidth(sliceText(text, 0, column));
  return before < column ? 2 - (column - before) : 0;
}

/** The line in at most `width` columns; what was cut shows as `…`. */
export function truncate(content: Line, width: number): Line {
  if (width <= 0) return [];
  if (lineWidth(content) <= width) return content;
  const kept = sliceLine(content, 0, width - 1);
  return [...kept, span('…', kept.at(-1)?.style ?? plain)];
}

/** The line in exactly `width` columns. */
export function pad(content: Line, width: number): Line {
  const fitted = truncate(content, width);
  const missing = width - lineWidth(fitted);
  return missing > 0 ? [...fitted, span(' '.repeat(missing))] : fitted;
}

/** The line in exactly `width` columns, against the right edge. */
export function padLeft(content: Line, width: number): Line {
  const fitted = truncate(content, width);
  const missing = width - lineWidth(fitted);
  return missing > 0 ? [span(' '.repeat(missing)), ...fitted] : fitted;
}

/** Left and right part of one line of `width` columns; the left one gives way. */
export function spread(left: Line, right: Line, width: number): Line {
  const rightFitted = truncate(right, width);
  const room = width - lineWidth(rightFitted);
  return [...pad(left, room), ...rightFitted];
}

/** Parts with a separator between them. */
export function joined(parts: readonly Line[], separator: Line): Line {
  return parts.flatMap((part, index) => (index === 0 ? part : [...separator, ...part]));
}

/** Draws `above` over `below` with its top left corner at a place. */
export function overlay(
  below: readonly Line[],
  above: readonly Line[],
  place: { readonly x: number; readonly y: number },
  width: number,
): readonly Line[] {
  return below.map((content, row) => {
    const piece = above[row - place.y];
    if (piece === undefined) return content;
    const whole = pad(content, width);
    const end = place.x + lineWidth(piece);
    return [...sliceLine(whole, 0, place.x), ...piece, ...sliceLine(whole, end, width)];
  });
}

/** The first of several wordings that has room in `width` columns, the longest first; cut where none has. */
export function firstFitting(forms: readonly Line[], width: number): Line {
  return forms.find((form) => lineWidth(form) <= width) ?? truncate(forms.at(-1) ?? [], width);
}
