import type { LogLine } from '../../../queries/queries.js';
import { titledRule } from '../line/frame.js';
import { line, styled, truncate } from '../line/line.js';
import { faint, type Line } from '../line/span.js';
import type { LogView } from '../session/log-tail.js';
import { counted } from '../words/number-words.js';
import { timeOfDay } from '../words/time-words.js';
import { logText } from './log-text.js';

/** The log of a service in exactly `rows` rows, title included. `end`: the number after the last line shown; `undefined` follows. */
export function logPanel(
  logs: LogView,
  end: number | undefined,
  width: number,
  rows: number,
  offsetMinutes: number,
): readonly Line[] {
  const room = rows - 1;
  const next = logs.first + logs.lines.length;
  const last = Math.max(Math.min(end ?? next, next), logs.first);
  const shown = logs.lines.slice(Math.max(0, last - logs.first - room), last - logs.first);
  const body = shown.map((logLine) => truncate(lineOf(logLine, offsetMinutes), width));
  const blank = Array.from({ length: Math.max(0, room - body.length) }, (): Line => []);
  return [titledRule(title(logs, end, next), width, faint), ...body, ...blank];
}

function title(logs: LogView, end: number | undefined, next: number): Line {
  if (logs.state === 'failed')
    return styled(`logs cannot be read: ${logs.detail ?? 'unknown reason'}`, { colour: 'red' });
  if (logs.lines.length === 0)
    return styled(logs.state === 'ended' ? 'logs: nothing was written' : 'logs: nothing yet', faint);
  if (end === undefined) return styled(logs.state === 'ended' ? 'logs' : 'logs · following', faint);
  return line(
    styled('logs · ', faint),
    styled(`${counted(next - end, 'newer line')} below`, { colour: 'yellow' }),
  );
}

function lineOf({ at, stream, text }: LogLine, offsetMinutes: number): Line {
  return line(
    styled(` ${timeOfDay(at, offsetMinutes)} `, faint),
    styled(stream === 'stderr' ? '│ ' : '  ', { colour: 'red' }),
    logText(text),
  );
}
