import { serviceWords } from '../../../contract/known-words.js';
import { line, pad, styled } from '../line/line.js';
import { faint, type Line } from '../line/span.js';
import { stateLook } from '../words/state-look.js';

const keys: readonly (readonly [string, string])[] = [
  ['←↑↓→ hjkl Tab', 'select a service'],
  ['⏎', 'detail: state, probe, builds, traffic, traces, logs'],
  ['r', 'rebuild a go service, restart any other'],
  ['R', 'restart the container'],
  ['x', 'stop or start the service'],
  ['v', 'diagram or list'],
  ['PgUp PgDn Home End', 'scroll the logs; End follows'],
  ['Esc', 'back'],
  ['q', 'leave: keep it running, or stop it'],
  ['Ctrl-C', 'asks; a second one stops; a third one forces it'],
];

/** Title of the help. */
export const helpTitle: Line = styled('Help', { bold: true });

/** Keys, and what lines and symbols mean. */
export function helpLines(): readonly Line[] {
  const words = serviceWords.map((word) => legend(word));
  const columns = 3;
  const rows = Math.ceil(words.length / columns);
  return [
    ...keys.map(([name, does]) => line(pad(styled(name, { bold: true }), 20), does)),
    [],
    ...Array.from({ length: rows }, (_, row) =>
      line(...Array.from({ length: columns }, (__, column) => pad(words[row + column * rows] ?? [], 18))),
    ),
    [],
    line(
      styled('──▸', { colour: 'cyan' }),
      ' requests seen   ',
      styled('──▸', faint),
      ' seen before   ',
      styled('┄┄▸', faint),
      ' declared only   ',
      styled('━━▸', { colour: 'red', bold: true }),
      ' failing',
    ),
  ];
}

function legend(word: string): Line {
  const { symbol, style } = stateLook(word);
  return styled(`${symbol} ${word}`, style);
}
