import type { Line, Span, Style } from '../line/span.js';
import { characters, plain } from '../line/span.js';

interface Cell {
  readonly text: string;
  readonly style: Style;
}

const blank: Cell = { text: ' ', style: plain };

/** A grid of cells to draw on, read as lines. */
export class Canvas {
  private readonly rows: Cell[][];

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.rows = Array.from({ length: height }, () => Array<Cell>(width).fill(blank));
  }

  /** Puts a line at a place; what lies outside is left away. */
  write(x: number, y: number, content: Line): void {
    const row = this.rows[y];
    if (row === undefined) return;
    let at = x;
    for (const { text, style } of content) {
      for (const [character, width] of characters(text)) {
        if (width === 0) continue;
        if (at >= 0 && at + width <= this.width) {
          row[at] = { text: character, style };
          // A wide character leaves nothing for the cell behind it.
          for (let covered = 1; covered < width; covered++) row[at + covered] = { text: '', style };
        }
        at += width;
      }
    }
  }

  /** The drawing; neighbours of one style are one span, blanks at the end are dropped. */
  lines(): readonly Line[] {
    return this.rows.map((row) => {
      const spans: Span[] = [];
      for (const { text, style } of row) {
        const last = spans.at(-1);
        if (last !== undefined && last.style === style)
          spans[spans.length - 1] = { text: last.text + text, style };
        else spans.push({ text, style });
      }
      const last = spans.at(-1);
      if (last?.style === plain && last.text.trim() === '') spans.pop();
      return spans;
    });
  }
}
