import type { IBufferCell, Terminal } from '@xterm/headless';

const letters = ['k', 'r', 'g', 'y', 'b', 'm', 'c', 'w'];

export const legend =
  'colours: r red, g green, y yellow, b blue, m magenta, c cyan, w default; capital = bold, d = dim, # = inverse';

/** The screen of a terminal as two blocks of text to review: what it says, and in which colours. */
export function screenText(terminal: Terminal): string {
  const { active } = terminal.buffer;
  const rows = Array.from({ length: terminal.rows }, (_, row) => active.getLine(active.baseY + row));
  const text = rows.map((row) => `│${row?.translateToString(false) ?? ''}│`);
  const colours = rows.map((row) => {
    let marks = '';
    for (let column = 0; column < terminal.cols; column++) marks += mark(row?.getCell(column));
    return `│${marks}│`;
  });
  const edge = '─'.repeat(terminal.cols);
  return [`┌${edge}┐`, ...text, `└${edge}┘`, legend, ...colours, ''].join('\n');
}

function mark(cell: IBufferCell | undefined): string {
  if (cell === undefined || cell.getWidth() === 0) return '';
  if (cell.isInverse()) return '#'.repeat(cell.getWidth());
  if (cell.getChars().trim() === '') return ' '.repeat(cell.getWidth());
  const letter = cell.isFgPalette() ? (letters[cell.getFgColor() % 8] ?? '?') : cell.isDim() ? 'd' : 'w';
  return (cell.isBold() ? letter.toUpperCase() : letter).repeat(cell.getWidth());
}
