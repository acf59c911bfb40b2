import type { TraceSummary } from '../../../contract/queries.js';
import { line, pad, styled, truncate } from '../line/line.js';
import { faint, type Line } from '../line/span.js';
import type { Picture } from '../picture.js';
import type { LogView } from '../session/log-tail.js';
import { kindIcon } from '../words/kind-icon.js';
import { codeFacts } from './detail-code.js';
import { stateFacts } from './detail-state.js';
import { trafficFacts } from './detail-traffic.js';
import { logPanel } from './log-panel.js';

/** What the detail of a service is drawn from, besides the picture. */
export interface DetailSource {
  readonly name: string;
  readonly logs: LogView;
  readonly logEnd: number | undefined;
  readonly traces: readonly TraceSummary[];
}

/** From here on facts and logs stand side by side; on less, lines of a log would be cut to pieces. */
const sideBySide = 150;

/** Everything about one service in `rows` rows, and how many log lines are on a page. */
export function detail(
  picture: Picture,
  source: DetailSource,
  width: number,
  rows: number,
  offsetMinutes: number,
): { readonly lines: readonly Line[]; readonly page: number } {
  const { name, logs, logEnd } = source;
  const beside = width >= sideBySide;
  const factsWidth = beside ? Math.floor(width * 0.48) : width;
  const all = allFacts(picture, source, factsWidth, offsetMinutes);
  const title = titleLine(picture, name);
  const shape = { offsetMinutes, numbered: (picture.services.get(name)?.instances.length ?? 0) > 1 };
  if (beside) {
    const body = rows - 1;
    const left = cut(all, body, factsWidth);
    const right = logPanel(logs, logEnd, { ...shape, width: width - factsWidth - 2, rows: body });
    const both = right.lines.map((logLine, row) =>
      line(pad(left[row] ?? [], factsWidth), styled('  ', faint), logLine),
    );
    return { lines: [title, ...both], page: Math.max(1, right.shown) };
  }
  const least = Math.max(6, Math.floor(rows * 0.35));
  const left = cut(all, rows - 1 - least, width);
  const below = logPanel(logs, logEnd, { ...shape, width, rows: rows - 1 - left.length });
  return { lines: [title, ...left, ...below.lines], page: Math.max(1, below.shown) };
}

function titleLine({ services, nodes }: Picture, name: string): Line {
  const service = services.get(name);
  const kind = service?.kind ?? nodes.get(name)?.kind ?? 'service';
  const where = service === undefined ? 'not part of this environment' : `${kind} of stack ${service.stack}`;
  return line(
    styled(` ${kindIcon(kind)} ${name}`, { bold: true, colour: 'cyan' }),
    styled(`  ${where}`, faint),
  );
}

function allFacts(
  picture: Picture,
  { name, traces }: DetailSource,
  width: number,
  offsetMinutes: number,
): readonly Line[] {
  const service = picture.services.get(name);
  return [
    ...(service === undefined ? [] : stateFacts(picture, service, width)),
    ...(service === undefined ? [] : codeFacts(picture, service, width)),
    ...trafficFacts(picture, name, traces, width, offsetMinutes),
  ];
}

/** What fits; that there is more is said, not hidden. */
function cut(lines: readonly Line[], rows: number, width: number): readonly Line[] {
  const shown = lines.length > rows ? lines.slice(0, rows - 1) : lines;
  const rest = lines.length - shown.length;
  const fitted = shown.map((content) => truncate(content, width));
  return rest > 0 ? [...fitted, styled(`  … ${rest} more lines on a larger screen`, faint)] : fitted;
}
