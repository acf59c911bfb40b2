import stringWidth from 'fast-string-width';
import type { Paint } from './paint.js';

/** Columns aligned by display width; the last one runs free. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], paint: Paint): string {
  const widths = head.map((title, column) =>
    Math.max(stringWidth(title), ...rows.map((row) => stringWidth(row[column] ?? ''))),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - stringWidth(cell))))
      .join('  ')
      .trimEnd();
  return [paint.dim(line(head)), ...rows.map(line)].join('\n');
}
