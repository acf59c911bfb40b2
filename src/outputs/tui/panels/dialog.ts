import { framed } from '../line/frame.js';
import { lineWidth, overlay } from '../line/line.js';
import { faint, type Line, type Style } from '../line/span.js';

/** A framed box in the middle of the screen, over what is there, which steps back. */
export function dialog(
  below: readonly Line[],
  title: Line,
  body: readonly Line[],
  screen: { readonly columns: number; readonly rows: number },
  style: Style,
): readonly Line[] {
  const inner = Math.max(lineWidth(title) + 2, ...body.map(lineWidth));
  const width = Math.min(screen.columns, inner + 4);
  const box = framed(title, body.slice(0, screen.rows - 2), width, style);
  const x = Math.floor((screen.columns - width) / 2);
  const y = Math.max(0, Math.floor((screen.rows - box.length) / 2));
  const behind = below.map((content) => content.map(({ text }) => ({ text, style: faint })));
  return overlay(behind, box, { x, y }, screen.columns);
}
