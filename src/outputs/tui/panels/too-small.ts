import { styled, truncate } from '../line/line.js';
import { faint, type Line } from '../line/span.js';

/** The smallest screen that the view is drawn on. */
export const smallestScreen = { columns: 80, rows: 24 } as const;

/** What stands on a smaller screen. */
export function tooSmall(columns: number, rows: number): readonly Line[] {
  const lines = [
    styled('This terminal is too small.', { bold: true }),
    styled(`It has ${columns}x${rows}; the view needs ${smallestScreen.columns}x${smallestScreen.rows}.`, {}),
    styled('Make it larger, or press q to leave.', faint),
  ];
  return Array.from({ length: rows }, (_, row) => truncate(lines[row] ?? [], columns));
}
