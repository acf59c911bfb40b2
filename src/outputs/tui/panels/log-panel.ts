import type { LogLine } from '../../../queries/queries.js';
import { titledRule } from '../line/frame.js';
import { line, styled } from '../line/line.js';
import { faint, type Line } from '../line/span.js';
import { wrapLine } from '../line/wrap-line.js';
import type { LogView } from '../session/log-tail.js';
import { counted } from '../words/number-words.js';
import { beginsWithTime } from '../words/said.js';
import { timeOfDay } from '../words/time-words.js';
import { logText } from './log-text.js';

/** A line takes no more rows than this: one that never ends must not hide the others. */
const mostRows = 8;

/** The log of a service in exactly `rows` rows, title included, long lines wrapped, and how many lines that is. `end`: the number after the last line shown; `undefined` follows. */
export function logPanel(
  logs: LogView,
  end: number | undefined,
  width: number,
  rows: number,
  offsetMinutes: number,
): { readonly lines: readonly Line[]; readonly shown: number } {
  const room = rows - 1;
  const next = logs.first + logs.lines.length;
  const last = Math.max(Math.min(end ?? next, next), logs.first);
  const body: Line[] = [];
  let shown = 0;
  for (let index = last - logs.first - 1; index >= 0 && body.length < room; index--) {
    const logLine = logs.lines[index];
    if (logLine === undefined) break;
    body.unshift(...rowsOf(logLine, width, offsetMinutes));
    shown++;
  }
  const visible = body.slice(Math.max(0, body.length - room));
  const blank = Array.from({ length: Math.max(0, room - visible.length) }, (): Line => []);
  return { lines: [titledRule(title(logs, end, next), width, faint), ...visible, ...blank], shown };
}

function title(logs: LogView, end: number | undefined, next: number): Line {
  if (logs.state === 'failed')
    return styled(`logs cannot be read: ${logs.detail ?? 'unknown reason'}`, { colour: 'red' });
  if (logs.lines.length === 0 && logs.detail !== undefined)
    return styled(`logs: ${logs.detail}`, { colour: 'yellow' });
  if (logs.lines.length === 0)
    return styled(logs.state === 'ended' ? 'logs: nothing was written' : 'logs: nothing yet', faint);
  if (end === undefined) return styled(logs.state === 'ended' ? 'logs' : 'logs · following', faint);
  return line(
    styled('logs · ', faint),
    styled(`${counted(next - end, 'newer line')} below`, { colour: 'yellow' }),
  );
}

/** One line of the log; what does not fit goes on below, indented. The time stands before it unless it tells it itself. */
function rowsOf({ at, stream, text }: LogLine, width: number, offsetMinutes: number): readonly Line[] {
  const time = beginsWithTime(text) ? ' ' : ` ${timeOfDay(at, offsetMinutes)} `;
  const mark = styled(stream === 'stderr' ? '│ ' : '  ', { colour: 'red' });
  const indent = time.length + 2;
  return wrapLine(logText(text), width - indent, mostRows).map((row, index) =>
    index === 0 ? line(styled(time, faint), mark, row) : line(' '.repeat(time.length), mark, row),
  );
}
