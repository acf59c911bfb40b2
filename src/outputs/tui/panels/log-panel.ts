import type { LogLine } from '../../../contract/queries.js';
import { titledRule } from '../line/frame.js';
import { line, styled } from '../line/line.js';
import { faint, type Line } from '../line/span.js';
import { wrapLine } from '../line/wrap-line.js';
import type { LogView } from '../session/log-tail.js';
import { counted } from '../words/number-words.js';
import { beginsWithTime } from '../words/said.js';
import { msOf, timeOfDay } from '../words/time-words.js';
import { logText } from './log-text.js';

/** A line takes no more rows than this: one that never ends must not hide the others. */
const mostRows = 8;

/** The room of a log on the screen, and how its lines begin. */
export interface LogShape {
  readonly width: number;
  /** Title included. */
  readonly rows: number;
  readonly offsetMinutes: number;
  /** The service has several instances: each line says which one wrote it. */
  readonly numbered: boolean;
}

/** The log of a service in exactly as many rows as there are, long lines wrapped, and how many lines that is. `end`: the number after the last line shown; `undefined` follows. */
export function logPanel(
  logs: LogView,
  end: number | undefined,
  shape: LogShape,
): { readonly lines: readonly Line[]; readonly shown: number } {
  const { width, rows } = shape;
  const room = rows - 1;
  const next = logs.first + logs.lines.length;
  const last = Math.max(Math.min(end ?? next, next), logs.first);
  const body: Line[] = [];
  let shown = 0;
  for (let index = last - logs.first - 1; index >= 0 && body.length < room; index--) {
    const logLine = logs.lines[index];
    if (logLine === undefined) break;
    body.unshift(...rowsOf(logLine, shape));
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
function rowsOf({ at, instance, stream, text }: LogLine, shape: LogShape): readonly Line[] {
  const { width, offsetMinutes, numbered } = shape;
  const number = numbered && instance !== undefined ? `#${instance} ` : '';
  const time = beginsWithTime(text) ? ' ' : ` ${timeOfDay(msOf(at), offsetMinutes)} `;
  const mark = styled(stream === 'stderr' ? '│ ' : '  ', { colour: 'red' });
  const head = `${time}${number}`;
  const indent = head.length + 2;
  return wrapLine(logText(text), width - indent, mostRows).map((row, index) =>
    index === 0 ? line(styled(head, faint), mark, row) : line(' '.repeat(head.length), mark, row),
  );
}
