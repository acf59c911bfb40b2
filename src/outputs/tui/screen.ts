import { topologyArea } from './diagram/topology-area.js';
import { truncate } from './line/line.js';
import type { Line } from './line/span.js';
import { type DetailSource, detail } from './panels/detail.js';
import { dialog } from './panels/dialog.js';
import { footerLine } from './panels/footer.js';
import { headerLine, notices } from './panels/header.js';
import { helpLines, helpTitle } from './panels/help.js';
import { leaveQuestion, leaveQuestionShort, leaveTitle } from './panels/leave-question.js';
import { logStrip } from './panels/log-strip.js';
import { smallestScreen, tooSmall } from './panels/too-small.js';
import { shownTrouble } from './panels/trouble.js';
import { troublePanel } from './panels/trouble-panel.js';
import type { Picture } from './picture.js';
import type { ViewState } from './session/view-state.js';

/** Rows and columns of the terminal, and the user's distance from UTC. */
export interface ScreenShape {
  readonly columns: number;
  readonly rows: number;
  readonly offsetMinutes: number;
}

/** The whole screen, line by line, and what keys need to know of it. */
export interface Screen {
  readonly lines: readonly Line[];
  readonly grid: readonly (readonly string[])[];
  /** Log lines on one page of the detail. */
  readonly page: number;
}

/** Draws the screen: exactly as many lines as the terminal has rows, none wider than it. */
export function drawScreen(
  picture: Picture,
  view: ViewState,
  source: DetailSource | undefined,
  shape: ScreenShape,
): Screen {
  const { columns, rows } = shape;
  if (columns < smallestScreen.columns || rows < smallestScreen.rows) {
    const lines = tooSmall(picture, columns, rows);
    // A question that nobody can read must not take the keys.
    const asked = view.overlay === 'leave' && (columns < 62 || rows < 10);
    const shown = asked
      ? [...lines.slice(0, -1), truncate(leaveQuestionShort, columns)]
      : withOverlay(lines, picture, view, shape);
    return { lines: shown, grid: [], page: 0 };
  }
  const service = view.selected === undefined ? undefined : picture.services.get(view.selected);
  // On the main screen the trouble has a panel of its own.
  const told = view.screen === 'main' ? shownTrouble(picture, view.selected)?.name : view.selected;
  const top = [headerLine(picture, columns), ...notices(picture, columns, rows < 30 ? 3 : 5, told)];
  const room = rows - top.length - 1;
  const main = mainArea(picture, view, shape, room);
  const bottom = [footerLine(view, service, main.hasDiagram, columns)];
  const middle =
    view.screen === 'detail' && source !== undefined
      ? detail(picture, source, columns, room, shape.offsetMinutes)
      : { lines: main.lines, page: 0 };
  const body = Array.from({ length: room }, (_, row) => middle.lines[row] ?? []);
  const whole = [...top, ...body, ...bottom].map((content) => truncate(content, columns));
  return { lines: withOverlay(whole, picture, view, shape), grid: main.grid, page: middle.page };
}

/** From top to bottom: the topology in the middle of what is free, the worst trouble, and the story. */
function mainArea(
  picture: Picture,
  view: ViewState,
  shape: ScreenShape,
  room: number,
): { readonly lines: readonly Line[]; readonly grid: Screen['grid']; readonly hasDiagram: boolean } {
  const { columns, offsetMinutes } = shape;
  const log = picture.views.story.entries;
  const trouble = troublePanel(
    picture,
    view.selected,
    columns,
    Math.min(12, Math.floor(room * 0.45)),
    offsetMinutes,
  );
  const leastStory = Math.min(log.length + 1, room > 26 ? 6 : 4);
  const area = topologyArea(picture, {
    selected: view.selected,
    asList: view.asList,
    width: columns,
    rows: room - trouble.length - leastStory - 1,
  });
  const free = room - trouble.length - leastStory - area.lines.length;
  const story = Math.min(log.length + 1, leastStory + Math.max(0, Math.floor((free - 2) / 2)), 12);
  const lower = [...trouble, ...logStrip(log, columns, story, offsetMinutes)];
  const blanks = room - area.lines.length - lower.length;
  const above = Math.floor(blanks / 2);
  const lines = [...blank(above), ...area.lines, ...blank(blanks - above), ...lower];
  return { lines, grid: area.grid, hasDiagram: area.hasDiagram };
}

function blank(count: number): readonly Line[] {
  return Array.from({ length: Math.max(0, count) }, () => []);
}

function withOverlay(
  lines: readonly Line[],
  picture: Picture,
  view: ViewState,
  shape: ScreenShape,
): readonly Line[] {
  const edge = { colour: 'cyan', bold: true } as const;
  switch (view.overlay) {
    case 'help':
      return dialog(lines, helpTitle, helpLines(), shape, edge);
    case 'leave':
      return dialog(lines, leaveTitle, leaveQuestion(picture.environment.name), shape, edge);
    case 'none':
      return lines;
    default:
      return view.overlay satisfies never;
  }
}
