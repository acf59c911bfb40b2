import { textWidth } from './span.js';

// One column becomes one column, so the layout holds. Lines first, then states, kinds and punctuation.
const table: Readonly<Record<string, string>> = {
  ...each('─╌┄━═', '-'),
  ...each('│┆┃║', '|'),
  ...each('╭╮╰╯┌┐└┘├┤┬┴┼┏┓┗┛┣┫┳┻╋', '+'),
  '▸': '>',
  '●': '*',
  '✓': '+',
  '◌': '~',
  '◐': '%',
  '◔': '^',
  '◕': ':',
  '▲': '!',
  '✗': 'x',
  '↓': 'v',
  '↻': '@',
  '▽': '<',
  '○': 'o',
  '⊘': '-',
  '‖': '=',
  '⊝': '-',
  '⇄': '=',
  '◆': '#',
  '◎': '&',
  '▤': 'D',
  '◈': 'C',
  '≡': 'Q',
  '∿': 'M',
  '¶': 'L',
  '⋔': 'T',
  '»': 'P',
  '✦': '+',
  '→': '>',
  '←': '<',
  '↑': '^',
  '⏎': '<',
  '·': '-',
  '…': '~',
  '–': '-',
  '×': 'x',
  '█': '#',
};

function each(characters: string, shown: string): Record<string, string> {
  return Object.fromEntries([...characters].map((character) => [character, shown]));
}

/** The text for a terminal that shows no Unicode; what has no counterpart shows as `?`. */
export function toAscii(text: string): string {
  let shown = '';
  for (const character of text) {
    if (character <= '~') shown += character;
    else shown += table[character] ?? '?'.repeat(textWidth(character));
  }
  return shown;
}
