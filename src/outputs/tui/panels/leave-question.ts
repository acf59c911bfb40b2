import { commandFor } from '../../../words/commands.js';
import { line, pad, styled } from '../line/line.js';
import { faint, type Line } from '../line/span.js';

const key = (text: string): Line => pad(styled(` ${text} `, { bold: true, inverse: true }), 7);

/** Title of the question that `q` and Ctrl-C ask. */
export const leaveTitle: Line = styled('Leave this view', { bold: true });

/** The question itself: what each answer does, and how to come back. */
export function leaveQuestion(name: string): readonly Line[] {
  return [
    [],
    line(
      key('l'),
      `leave ${name} running; come back with `,
      styled(commandFor(name, 'attach'), { bold: true }),
    ),
    line(key('s'), 'stop it; volumes and their data stay'),
    line(key('Esc'), 'stay here'),
    [],
    styled('Ctrl-C again stops it.', faint),
  ];
}

/** The question in one line, for where the box has no room. */
export const leaveQuestionShort: Line = line(
  styled('l', { bold: true }),
  ' leave · ',
  styled('s', { bold: true }),
  ' stop · ',
  styled('Esc', { bold: true }),
  ' stay',
);
